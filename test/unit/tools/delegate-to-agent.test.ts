import assert from 'node:assert/strict';
import { StartedChild } from '../../../tools/define-tool.ts';
import { delegateToAgent } from '../../../tools/delegate-to-agent.ts';
import { openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('delegate_to_agent', () => {
  let workspace: ToolWorkspace;

  before(async () => {
    workspace = await openToolWorkspace();
  });
  after(() => workspace.close());

  it('hands the task on, and its result is what comes of the run that was started', async () => {
    const call = {
      agentName: 'Helper',
      task: 'Count the leads.',
      input: { question: 'How many?' },
      maxTokens: 500,
    };
    const answer = await delegateToAgent.execute(delegateToAgent.input.parse(call), workspace.context);
    assert.ok(answer instanceof StartedChild);
    assert.deepEqual(workspace.handedOn, [call]);
  });

  it('needs a task and an agent, by id or by name', () => {
    const accepts = (call: object) => delegateToAgent.input.safeParse(call).success;
    for (const call of [
      { agentId: 'agt_1', task: 'Do it.' },
      { agentName: 'Helper', task: 'Do it.' },
    ])
      assert.equal(accepts(call), true);
    for (const call of [
      { task: 'Do it.' },
      { agentId: 'agt_1' },
      { agentId: 'agt_1', task: ' ' },
      { agentId: 'agt_1', task: 'x'.repeat(2001) },
      { agentId: 'agt_1', task: 'Do it.', maxCostMicroUsd: 0 },
      { agentId: 'agt_1', task: 'Do it.', maxTokens: 1.5 },
      { agentId: 'agt_1', task: 'Do it.', urgent: true },
    ])
      assert.equal(accepts(call), false, JSON.stringify(call));
  });

  it('counts as writing, and may be repeated: a call has one child', () => {
    assert.deepEqual([delegateToAgent.effect, delegateToAgent.risk], ['idempotent', 'write']);
  });
});
