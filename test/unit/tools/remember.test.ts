import assert from 'node:assert/strict';
import { recall } from '../../../tools/recall.ts';
import { remember } from '../../../tools/remember.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('remember', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = { type: 'contact', name: 'Nora Beispiel', occurredAt: march(1) };

  it('keeps a memory with the contact it is about, once for a repeated call', async () => {
    const [aboutId = ''] = await workspace.add(contact);
    const args = { text: 'Prefers to be called in the morning.', aboutId };
    const made = await workspace.run(remember, args, 6);
    assert.deepEqual(await workspace.run(remember, args, 6), made);
    const { memories } = await workspace.run(recall, { aboutId });
    assert.deepEqual(
      memories.map(({ id, text }) => ({ id, text })),
      [{ id: made.id, text: args.text }],
    );
  });

  it('remembers for the agent alone when it is about nobody', async () => {
    const { aboutId } = await workspace.run(remember, { text: 'Reports are read on Mondays.' });
    assert.equal(aboutId, null);
    assert.equal((await workspace.run(recall)).memories[0]?.text, 'Reports are read on Mondays.');
  });

  it('remembers nothing about a contact of another organization, nor about a call', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(contact);
    const [call = ''] = await workspace.add({ ...contact, type: 'call' });
    for (const aboutId of [theirs, call]) {
      await assert.rejects(workspace.run(remember, { text: 'Secret', aboutId }), { code: 'not_found' });
    }
  });
});
