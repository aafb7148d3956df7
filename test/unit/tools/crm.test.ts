import assert from 'node:assert/strict';
import { crm } from '../../../tools/crm.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('crm', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  it('finds contacts by a part of their name, in any case, and counts all of them', async () => {
    const [, nora] = await workspace.add(
      { type: 'contact', name: 'Timo Muster', occurredAt: march(1) },
      { type: 'contact', name: 'Nora Beispiel', properties: { city: 'Kiel' }, occurredAt: march(2) },
      { type: 'contact', name: 'Eleonora Muster', occurredAt: march(1) },
      { type: 'company', name: 'Nora Works', occurredAt: march(3) },
    );
    const { total, records } = await workspace.run(crm, { name: 'NORA', limit: 1 });
    assert.equal(total, 2);
    assert.deepEqual(
      records.map(({ id, name, properties }) => ({ id, name, properties })),
      [{ id: nora, name: 'Nora Beispiel', properties: { city: 'Kiel' } }],
    );
    assert.equal((await workspace.run(crm, { type: 'company' })).records[0]?.name, 'Nora Works');
  });

  it('takes signs of a pattern for what they are', async () => {
    assert.equal((await workspace.run(crm, { name: '%' })).total, 0);
  });

  it('does not see another organization', async () => {
    const other = await workspace.another();
    assert.deepEqual(await other.run(crm, {}), { total: 0, records: [] });
  });
});
