import assert from 'node:assert/strict';
import { addNote } from '../../../tools/add-note.ts';
import { crmDelete } from '../../../tools/crm-delete.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('crm_delete', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = { type: 'contact', name: 'Nora Beispiel', occurredAt: march(1) };

  it('deletes a contact with the notes about it, and leaves its calls', async () => {
    const [id = '', call = ''] = await workspace.add(contact, { ...contact, type: 'call' });
    await workspace.link(call, 'contact', id);
    const note = await workspace.run(addNote, { aboutId: id, text: 'Likes mornings.' });
    assert.deepEqual(await workspace.run(crmDelete, { type: 'contact', id }), { id, deleted: true });
    const { objects } = workspace.context;
    assert.deepEqual([await objects.get(id), await objects.get(note.id)], [undefined, undefined]);
    assert.equal((await objects.get(call))?.type, 'call');
  });

  it('takes nothing away that is no contact, is gone, or belongs to another organization', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(contact);
    const note = await other.run(addNote, { aboutId: theirs, text: 'Theirs.' });
    const [call = ''] = await workspace.add({ ...contact, type: 'call' });
    for (const id of [theirs, call, 'nonsense']) {
      await assert.rejects(workspace.run(crmDelete, { type: 'contact', id }), { code: 'not_found' });
    }
    assert.ok((await other.context.objects.get(theirs)) && (await other.context.objects.get(note.id)));
  });

  it('is never repeated by itself, and destructive', () => {
    assert.deepEqual([crmDelete.effect, crmDelete.risk], ['at_most_once', 'destructive']);
  });
});
