import assert from 'node:assert/strict';
import { getWorkspaceSummary } from '../../../tools/get-workspace-summary.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_workspace_summary', () => {
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

  it('counts the last 7 days, what stands open now, and what was invoiced by month', async () => {
    await workspace.add(
      { type: 'contact', name: 'Nora Beispiel', occurredAt: march(1), properties: { tags: ['guest'] } },
      object('lead', 'new', march(14)),
      object('lead', 'won', march(9, '00:00')),
      object('lead', 'new', march(8)),
      object('booking', 'confirmed', march(15, '18:00')),
      object('booking', 'attended', march(10)),
      object('booking', 'cancelled', march(10)),
      object('task', 'open', march(30)),
      object('task', 'done', march(10)),
      object('message', 'unanswered', march(1), { direction: 'in' }),
      object('message', 'answered', march(14), { direction: 'in' }),
      object('call', 'missed', march(14)),
      object('call', 'missed', march(2)),
      object('call', 'handled', march(14)),
      object('invoice', 'paid', march(1, '00:00'), { amount: 0.1 }),
      object('invoice', 'open', march(14), { amount: 0.2 }),
      object('invoice', 'open', march(14), { amount: 'a lot' }),
      object('invoice', 'overdue', new Date('2031-02-28T22:59:00Z'), { amount: 149.5 }),
    );
    assert.deepEqual(await workspace.run(getWorkspaceSummary), {
      organization: 'Kitesurf School',
      period: { label: 'last 7 days', from: '2031-03-09', to: '2031-03-15' },
      counts: { contacts: 1, newLeads: 2, bookings: 2, openTasks: 1, unansweredMessages: 1, missedCalls: 1 },
      revenue: { currency: 'EUR', thisMonth: 0.3, lastMonth: 149.5 },
    });
  });

  it('is all zeros for an organization that has just begun, whatever others do', async () => {
    const other = await workspace.another();
    await other.add(object('invoice', 'paid', march(14), { amount: 100 }), object('lead', 'new', march(14)));
    const { counts, revenue } = await workspace.run(getWorkspaceSummary);
    assert.deepEqual(new Set(Object.values(counts)), new Set([0]));
    assert.deepEqual(revenue, { currency: 'EUR', thisMonth: 0, lastMonth: 0 });
  });

  it('takes no arguments', () => {
    assert.equal(getWorkspaceSummary.input.safeParse({ period: 'today' }).success, false);
  });
});
