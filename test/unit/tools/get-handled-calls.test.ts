import assert from 'node:assert/strict';
import { getHandledCalls } from '../../../tools/get-handled-calls.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_handled_calls', () => {
  let workspace: ToolWorkspace;

  beforeEach(async () => {
    workspace = await openToolWorkspace();
  });

  afterEach(async () => {
    await workspace.close();
  });

  const call = (at: Date, status: 'handled' | 'missed', properties: Record<string, unknown> = {}) => ({
    type: 'call',
    name: 'Call',
    status,
    occurredAt: at,
    properties: { direction: 'inbound', contact: 'Nora Beispiel', ...properties },
  });

  it('counts handled and missed calls and tells what came of the newest', async () => {
    const ids = await workspace.add(
      call(march(14, '09:00'), 'handled', {
        durationSeconds: 185,
        outcome: 'booked',
        summary: 'Wants the May course.',
      }),
      call(march(14, '17:45'), 'missed'),
      call(march(13, '12:00'), 'handled', {
        direction: 'outbound',
        durationSeconds: 20,
        outcome: 'voicemail',
      }),
      call(march(1), 'handled'),
    );
    const answer = await workspace.run(getHandledCalls, { limit: 2 });
    assert.deepEqual([answer.total, answer.handled, answer.missed], [3, 2, 1]);
    assert.deepEqual(answer.calls, [
      {
        id: ids[1],
        contact: 'Nora Beispiel',
        direction: 'inbound',
        outcome: 'missed',
        durationSeconds: 0,
        at: '2031-03-14T17:45:00+01:00',
        summary: null,
      },
      {
        id: ids[0],
        contact: 'Nora Beispiel',
        direction: 'inbound',
        outcome: 'booked',
        durationSeconds: 185,
        at: '2031-03-14T09:00:00+01:00',
        summary: 'Wants the May course.',
      },
    ]);
  });

  it('looks at the local day: a call after midnight in Berlin is not of the day before', async () => {
    await workspace.add(call(march(14, '00:30'), 'handled'), call(march(13, '23:30'), 'handled'));
    const answer = await workspace.run(getHandledCalls, { period: 'yesterday' });
    assert.deepEqual(answer.period, { label: 'yesterday', from: '2031-03-14', to: '2031-03-14' });
    assert.deepEqual(
      answer.calls.map(({ at }) => at),
      ['2031-03-14T00:30:00+01:00'],
    );
  });

  it('is not put off by properties of the wrong kind', async () => {
    await workspace.add(
      call(march(14), 'handled', { durationSeconds: 'long', contact: 7, direction: null, summary: '' }),
    );
    const { calls } = await workspace.run(getHandledCalls);
    assert.deepEqual([calls[0]?.contact, calls[0]?.durationSeconds, calls[0]?.summary], ['Call', 0, null]);
  });

  it('says that its result carries words of outsiders', () => {
    assert.equal(getHandledCalls.returnsOutsideText, true);
  });
});
