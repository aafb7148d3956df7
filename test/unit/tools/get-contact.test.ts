import assert from 'node:assert/strict';
import { getContact } from '../../../tools/get-contact.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('get_contact', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = { type: 'contact', name: 'Nora', properties: { city: 'Kiel' }, occurredAt: march(1) };

  it('shows a contact with what happened lately, newest first', async () => {
    const [id = '', call = '', message = '', invoice = ''] = await workspace.add(
      contact,
      { type: 'call', name: 'Call', status: 'missed', occurredAt: march(3) },
      { type: 'message', name: 'Message', properties: { text: 'Hello?' }, occurredAt: march(5) },
      { type: 'invoice', name: 'Invoice', occurredAt: march(6) },
    );
    for (const each of [call, message, invoice]) await workspace.link(each, 'contact', id);
    const answer = await workspace.run(getContact, { id });
    assert.deepEqual([answer.contact.name, answer.contact.properties], ['Nora', { city: 'Kiel' }]);
    assert.deepEqual(
      answer.recent.map((each) => [each.id, each.relation, each.at]),
      [
        [message, 'contact', '2031-03-05T10:00:00+01:00'],
        [call, 'contact', '2031-03-03T10:00:00+01:00'],
      ],
    );
    assert.equal(answer.revision, (await workspace.context.objects.get(id))?.revision);
    assert.equal((await workspace.run(getContact, { id, limit: 1 })).recent.length, 1);
  });

  it('cuts texts without end', async () => {
    const [id = ''] = await workspace.add({ ...contact, properties: { note: 'x'.repeat(50_000) } });
    const { properties } = (await workspace.run(getContact, { id })).contact;
    assert.ok(String(properties['note']).length < 5_000);
  });

  it('shows nothing but contacts, and none of another organization', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(contact);
    const [call = ''] = await workspace.add({ ...contact, type: 'call' });
    for (const id of [theirs, call]) {
      await assert.rejects(workspace.run(getContact, { id }), { code: 'not_found' });
    }
  });
});
