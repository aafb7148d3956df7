import assert from 'node:assert/strict';
import { getEngagementStats } from '../../../tools/get-engagement-stats.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_engagement_stats', () => {
  let workspace: ToolWorkspace;

  beforeEach(async () => {
    workspace = await openToolWorkspace();
  });

  afterEach(async () => {
    await workspace.close();
  });

  const object = (type: string, status: string, at: Date, properties: Record<string, unknown> = {}) => ({
    type,
    name: `A ${type}`,
    status,
    occurredAt: at,
    properties,
  });
  const answered = (at: Date, replyMinutes: unknown) =>
    object('message', 'answered', at, { direction: 'in', replyMinutes });

  it('counts messages, calls and bookings of the period', async () => {
    await workspace.add(
      answered(march(10, '09:05'), 20),
      answered(march(11, '14:05'), 60),
      answered(march(12, '14:55'), 61),
      object('message', 'unanswered', march(13, '14:30'), { direction: 'in' }),
      object('message', 'sent', march(13, '11:30'), { direction: 'out' }),
      object('call', 'handled', march(13, '09:00'), { direction: 'inbound' }),
      object('call', 'missed', march(13, '19:00'), { direction: 'inbound' }),
      object('booking', 'confirmed', march(12)),
      object('booking', 'cancelled', march(12)),
      object('booking', 'confirmed', march(25)),
      answered(march(1), 1),
    );
    assert.deepEqual(await workspace.run(getEngagementStats), {
      period: { label: 'last 7 days', from: '2031-03-09', to: '2031-03-15' },
      messages: { received: 4, sent: 1, answeredWithinHour: 2 },
      calls: { handled: 1, missed: 1 },
      bookings: { created: 2, cancelled: 1 },
      medianReplyMinutes: 60,
      busiestHour: '14:00',
    });
  });

  it('takes the middle of two as the median of an even number, and leaves out what is no number', async () => {
    await workspace.add(
      answered(march(14, '10:00'), 3),
      answered(march(14, '10:01'), 10),
      answered(march(14, '10:02'), 10),
      answered(march(14, '10:03'), 4),
      answered(march(14, '10:04'), 'soon'),
      answered(march(14, '10:05'), undefined),
    );
    const { medianReplyMinutes, messages } = await workspace.run(getEngagementStats, { period: 'yesterday' });
    assert.equal(medianReplyMinutes, 7);
    assert.deepEqual(messages, { received: 6, sent: 0, answeredWithinHour: 4 });
  });

  it('knows neither median nor busiest hour when nothing happened', async () => {
    const { medianReplyMinutes, busiestHour } = await workspace.run(getEngagementStats, { period: 'today' });
    assert.deepEqual([medianReplyMinutes, busiestHour], [null, null]);
  });

  it('names the earlier of two hours that are equally busy, by the clock of the organization', async () => {
    await workspace.add(answered(march(14, '23:10'), 5), answered(march(14, '00:10'), 5));
    const { busiestHour } = await workspace.run(getEngagementStats);
    assert.equal(busiestHour, '00:00');
  });
});
