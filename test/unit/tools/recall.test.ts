import assert from 'node:assert/strict';
import { toPublicId } from '../../../domain/ids.ts';
import { newId } from '../../../store/new-id.ts';
import { recall } from '../../../tools/recall.ts';
import { remember } from '../../../tools/remember.ts';
import { march, openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('recall', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });

  after(async () => {
    await workspace.close();
  });

  it("answers with the agent's own memories, newest first, and not with another agent's", async () => {
    const memory = (text: string, day: number, agent: string) => ({
      type: 'memory',
      subtype: 'agent',
      name: 'Memory',
      properties: { text, agentId: toPublicId('agent', agent) },
      occurredAt: march(day),
    });
    await workspace.add(
      memory('older', 1, workspace.agentId),
      memory('newer', 2, workspace.agentId),
      memory('of another', 3, newId()),
    );
    const { memories } = await workspace.run(recall);
    assert.deepEqual(
      memories.map(({ text, at }) => [text, at]),
      [
        ['newer', '2031-03-02T10:00:00+01:00'],
        ['older', '2031-03-01T10:00:00+01:00'],
      ],
    );
    assert.equal((await workspace.run(recall, { limit: 1 })).memories.length, 1);
  });

  it('does not see what another organization remembers', async () => {
    const other = await workspace.another();
    const [theirs = ''] = await other.add({ type: 'contact', name: 'Theirs', occurredAt: march(1) });
    await other.run(remember, { text: 'Secret', aboutId: theirs });
    await assert.rejects(workspace.run(recall, { aboutId: theirs }), { code: 'not_found' });
  });

  it('counts as text from outside', () => {
    assert.equal(recall.returnsOutsideText, true);
  });
});
