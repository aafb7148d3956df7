import assert from 'node:assert/strict';
import { getRecentLeads } from '../../../tools/get-recent-leads.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_recent_leads', () => {
  let workspace: ToolWorkspace;

  beforeEach(async () => {
    workspace = await openToolWorkspace();
  });

  afterEach(async () => {
    await workspace.close();
  });

  const lead = (name: string, at: Date, source?: string, status = 'new') => ({
    type: 'lead',
    name,
    status,
    occurredAt: at,
    properties: {
      ...(source !== undefined && { source }),
      interest: 'beginner course',
      phone: '+4915550001',
    },
  });

  it('lists the newest leads of the period in local time, and no phone numbers', async () => {
    const [, id] = await workspace.add(
      lead('Nora Beispiel', march(9, '00:00'), 'website'),
      lead('Timo Muster', march(15, '09:30'), 'instagram', 'contacted'),
      lead('Too Early', march(8, '23:59'), 'website'),
      lead('Too Late', march(16, '00:00'), 'website'),
    );
    const answer = await workspace.run(getRecentLeads, { limit: 1 });
    assert.deepEqual(answer, {
      period: { label: 'last 7 days', from: '2031-03-09', to: '2031-03-15' },
      total: 2,
      bySource: [
        { source: 'instagram', count: 1 },
        { source: 'website', count: 1 },
      ],
      leads: [
        {
          id,
          name: 'Timo Muster',
          source: 'instagram',
          status: 'contacted',
          interest: 'beginner course',
          createdAt: '2031-03-15T09:30:00+01:00',
        },
      ],
    });
  });

  it('counts sources, largest first, and names those that are missing', async () => {
    await workspace.add(
      lead('A', march(14), 'website'),
      lead('B', march(14)),
      lead('C', march(13), 'website'),
      lead('D', march(12), 'phone'),
    );
    const { bySource, total } = await workspace.run(getRecentLeads, { period: 'last_30_days' });
    assert.equal(total, 4);
    assert.deepEqual(bySource, [
      { source: 'website', count: 2 },
      { source: 'phone', count: 1 },
      { source: 'unknown', count: 1 },
    ]);
  });

  it('does not see the leads of another organization', async () => {
    const other = await workspace.another();
    await other.add(lead('Theirs', march(14), 'website'));
    const { total, leads } = await workspace.run(getRecentLeads);
    assert.deepEqual({ total, leads }, { total: 0, leads: [] });
  });

  it('refuses periods and arguments it does not know', () => {
    for (const args of [
      { period: 'last_year' },
      { limit: 0 },
      { limit: 101 },
      { limit: 1.5 },
      { source: 'website' },
    ]) {
      assert.equal(getRecentLeads.input.safeParse(args).success, false, JSON.stringify(args));
    }
  });
});
