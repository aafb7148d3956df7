import assert from 'node:assert/strict';
import { tagContact } from '../../../tools/tag-contact.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('tag_contact', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = (tags: string[]) => ({
    type: 'contact',
    name: 'Nora Beispiel',
    occurredAt: march(1),
    properties: { tags, phone: '+4915550001' },
  });

  it('puts tags on and takes them off, and says what changed', async () => {
    const [id = ''] = await workspace.add(contact(['family', 'regular']));
    const answer = await workspace.run(tagContact, { id, add: ['Licence', 'family'], remove: ['regular'] });
    assert.deepEqual(answer, { id, added: ['licence'], removed: ['regular'], tags: ['family', 'licence'] });
    const properties = (await workspace.context.objects.get(id))?.properties ?? {};
    assert.deepEqual(properties['tags'], ['family', 'licence']);
    assert.equal(properties['phone'], '+4915550001');
  });

  it('answers the same to a repeated call, and writes nothing more', async () => {
    const [id = ''] = await workspace.add(contact([]));
    const first = await workspace.run(tagContact, { id, add: ['youth'] }, 4);
    const { revision } = (await workspace.context.objects.get(id)) ?? {};
    assert.deepEqual(await workspace.run(tagContact, { id, add: ['youth'] }, 4), first);
    assert.equal((await workspace.context.objects.get(id))?.revision, revision);
  });

  it('leaves a record alone that has the tags already', async () => {
    const [id = ''] = await workspace.add(contact(['youth']));
    const { added, tags } = await workspace.run(tagContact, { id, add: ['youth'] });
    assert.deepEqual({ added, tags }, { added: [], tags: ['youth'] });
    assert.equal((await workspace.context.objects.related(id, { limit: 5 })).length, 0);
  });

  it('tags neither an invoice nor anything of another organization', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(contact([]));
    const [invoice = ''] = await workspace.add({ ...contact([]), type: 'invoice' });
    for (const id of [theirs, invoice]) {
      await assert.rejects(workspace.run(tagContact, { id, add: ['mine'] }), { code: 'not_found' });
    }
    assert.deepEqual((await other.context.objects.get(theirs))?.properties['tags'], []);
  });
});
