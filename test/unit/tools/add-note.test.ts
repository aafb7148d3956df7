import assert from 'node:assert/strict';
import { addNote } from '../../../tools/add-note.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('add_note', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const call = { type: 'call', name: 'Call from Nora', occurredAt: march(1) };

  it('keeps an analysis with the call that it is about', async () => {
    const [aboutId = ''] = await workspace.add(call);
    const made = await workspace.run(addNote, { aboutId, kind: 'analysis', text: 'She asked for a date.' });
    assert.deepEqual([made.aboutId, made.kind], [aboutId, 'analysis']);
    const [note] = await workspace.context.objects.related(aboutId, { types: ['note'], limit: 5 });
    assert.deepEqual([note?.object.id, note?.object.subtype], [made.id, 'analysis']);
    assert.equal(note?.object.properties['text'], 'She asked for a date.');
  });

  it('writes once however often the same call is repeated', async () => {
    const [aboutId = ''] = await workspace.add(call);
    for (const text of ['Once', 'Once']) await workspace.run(addNote, { aboutId, text }, 3);
    assert.equal((await workspace.context.objects.related(aboutId, { limit: 5 })).length, 1);
  });

  it('says so when there is nothing to keep it with', async () => {
    const other = await workspace.another();
    const [aboutId = ''] = await other.add(call);
    await assert.rejects(workspace.run(addNote, { aboutId, text: 'Theirs' }), { code: 'not_found' });
    await assert.rejects(workspace.run(addNote, { aboutId: 'nonsense', text: 'Nobody' }), {
      code: 'not_found',
    });
  });
});
