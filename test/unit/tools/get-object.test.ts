import assert from 'node:assert/strict';
import { getObject } from '../../../tools/get-object.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_object', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const call = { type: 'call', name: 'Call', properties: { summary: 'A date.' }, occurredAt: march(3) };

  it('shows a call with the contact that it is linked to', async () => {
    const contact = { type: 'contact', name: 'Nora Beispiel', occurredAt: march(1) };
    const [id = '', contactId = ''] = await workspace.add(call, contact);
    await workspace.link(id, 'contact', contactId);
    const { object, related } = await workspace.run(getObject, { id });
    assert.deepEqual([object.type, object.properties['summary']], ['call', 'A date.']);
    assert.deepEqual(
      related.map((each) => [each.relation, each.id, each.name]),
      [['contact', contactId, 'Nora Beispiel']],
    );
  });

  it('does not show types that are not meant for it, nor another organization', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(call);
    const [memory = ''] = await workspace.add({ ...call, type: 'memory' });
    for (const id of [theirs, memory, 'obj_', '']) {
      if (id !== '') await assert.rejects(workspace.run(getObject, { id }), { code: 'not_found' });
    }
  });
});
