import assert from 'node:assert/strict';
import { toPublicId } from '../../../domain/ids.ts';
import { activityProtocol } from '../../../tools/activity-protocol.ts';
import { tagContact } from '../../../tools/tag-contact.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('activity_protocol', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  const contact = { type: 'contact', name: 'Nora Beispiel', occurredAt: march(1) };

  it('lists what belongs to a contact, and the changes with who made them', async () => {
    const [id = '', call = ''] = await workspace.add(contact, { ...contact, type: 'call' });
    await workspace.link(call, 'contact', id);
    await workspace.run(tagContact, { id, add: ['regular'] });
    const protocol = await workspace.run(activityProtocol, { id });
    assert.deepEqual(
      protocol.links.map((link) => [link.relation, link.id]),
      [['contact', call]],
    );
    const [change] = protocol.changes;
    assert.ok(change);
    assert.deepEqual(change.fields, [{ field: 'tags', before: null, after: ['regular'] }]);
    assert.equal((change.source as { tool: string }).tool, 'tag_contact');
    assert.equal((change.source as { runId: string }).runId, toPublicId('run', workspace.runId));
  });

  it('lists the tool calls that name it, and no others', async () => {
    const [id = '', unknown = ''] = await workspace.add(contact, contact);
    await workspace.log({ toolName: 'tag_contact', status: 'succeeded', input: { id } });
    await workspace.log({ toolName: 'crm', status: 'succeeded', input: {} });
    const { calls } = await workspace.run(activityProtocol, { id });
    assert.deepEqual(
      calls.map(({ at: _at, ...call }) => call),
      [
        {
          tool: 'tag_contact',
          status: 'succeeded',
          runId: toPublicId('run', workspace.runId),
          agentId: toPublicId('agent', workspace.agentId),
        },
      ],
    );
    assert.deepEqual((await workspace.run(activityProtocol, { id: unknown })).calls, []);
  });

  it('traces nothing of another organization', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add(contact);
    await assert.rejects(workspace.run(activityProtocol, { id: theirs }), { code: 'not_found' });
  });
});
