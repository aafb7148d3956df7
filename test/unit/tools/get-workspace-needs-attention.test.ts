import assert from 'node:assert/strict';
import { getWorkspaceNeedsAttention } from '../../../tools/get-workspace-needs-attention.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_workspace_needs_attention', () => {
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

  it('has nothing to say when all is done', async () => {
    await workspace.add(
      object('task', 'done', march(1)),
      object('task', 'open', march(15, '00:00')),
      object('message', 'answered', march(14), { direction: 'in' }),
      object('lead', 'contacted', march(14)),
      object('invoice', 'paid', march(1), { dueDate: '2031-03-10' }),
      object('invoice', 'open', march(1), { dueDate: '2031-03-15' }),
      object('call', 'handled', march(14), { direction: 'inbound' }),
    );
    assert.deepEqual(await workspace.run(getWorkspaceNeedsAttention), { total: 0, items: [] });
  });

  it('describes what waits, one of each kind in turn', async () => {
    const ids = await workspace.add(
      object('call', 'missed', march(14, '17:00'), { direction: 'inbound', contact: 'Nora Beispiel' }),
      {
        ...object('message', 'unanswered', march(13), { contact: 'Timo Muster', text: 'SECRET' }),
        subtype: 'sms',
      },
      { ...object('lead', 'new', march(12), { source: 'website', interest: 'SECRET' }), name: 'Ida Exempel' },
      object('invoice', 'open', march(1), {
        number: 'R-7',
        amount: 149.5,
        contact: 'Ole Probe',
        dueDate: '2031-03-14',
      }),
      { ...object('task', 'open', march(14), { priority: 'high', assignee: 'Lena' }), name: 'Order kites' },
      object('message', 'unanswered', march(14), { contact: 'Second Writer' }),
    );
    const { total, items } = await workspace.run(getWorkspaceNeedsAttention);
    assert.equal(total, 6);
    assert.deepEqual(
      items.map(({ type, title, objectId, since }) => [type, title, objectId, since]),
      [
        ['missed_call', 'Missed call from Nora Beispiel', ids[0], '2031-03-14T17:00:00+01:00'],
        ['unanswered_message', 'Unanswered message from Timo Muster', ids[1], '2031-03-13T10:00:00+01:00'],
        ['lead_without_reply', 'No reply yet to Ida Exempel', ids[2], '2031-03-12T10:00:00+01:00'],
        ['overdue_invoice', 'Overdue invoice R-7', ids[3], '2031-03-14'],
        ['overdue_task', 'Order kites', ids[4], '2031-03-14'],
        ['unanswered_message', 'Unanswered message from Second Writer', ids[5], '2031-03-14T10:00:00+01:00'],
      ],
    );
    assert.deepEqual(
      items.map(({ amount }) => amount).filter((amount) => amount !== undefined),
      [149.5],
    );
    assert.doesNotMatch(JSON.stringify(items), /SECRET/);
  });

  it('forgets a missed call once somebody has spoken with the caller', async () => {
    const call = (status: string, at: Date, contact: string, direction = 'inbound') =>
      object('call', status, at, { direction, contact });
    await workspace.add(
      call('missed', march(14, '09:00'), 'Called Back'),
      call('handled', march(14, '09:30'), 'Called Back', 'outbound'),
      call('handled', march(14, '08:00'), 'Rang Again'),
      call('missed', march(14, '09:00'), 'Rang Again'),
      call('missed', march(14, '09:00'), 'Did Not Answer Us', 'outbound'),
      call('missed', march(8), 'Long Ago'),
    );
    const { items } = await workspace.run(getWorkspaceNeedsAttention);
    assert.deepEqual(
      items.map(({ title }) => title),
      ['Missed call from Rang Again'],
    );
  });

  it('lists the longest overdue invoice first, marked or not, and counts those it leaves off', async () => {
    await workspace.add(
      object('invoice', 'open', march(2), { number: 'R-1', dueDate: '2031-03-12' }),
      object('invoice', 'overdue', march(3), { number: 'R-2', dueDate: '2031-03-05' }),
      object('invoice', 'overdue', march(4), { number: 'R-3' }),
    );
    const { total, items } = await workspace.run(getWorkspaceNeedsAttention, { limit: 2 });
    assert.equal(total, 3);
    assert.deepEqual(
      items.map(({ title, since }) => [title, since]),
      [
        ['Overdue invoice R-3', '2031-03-04'],
        ['Overdue invoice R-2', '2031-03-05'],
      ],
    );
  });
});
