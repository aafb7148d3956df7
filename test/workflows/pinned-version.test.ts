import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';

const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'See you at 9' },
};

describe('a run that waits for an approval', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  async function publish(agentId: string, rule: string): Promise<void> {
    await engine.database.transact(engine.organizationId, async (store) => {
      const current = await store.agents.get(agentId);
      assert.ok(current);
      const spec = { ...agentSpecSchema.parse(current.version.spec), rules: [rule] };
      const version = { name: current.agent.name, spec, title: rule };
      assert.ok(await store.agents.save(current, { actor: 'test', action: 'agent.updated', version }));
    });
  }

  it('keeps its version while newer ones are published, more than are kept', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Finished.' }] });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['send_message'] }, rules: ['The first rule.'] },
    });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    for (let i = 0; i < 22; i += 1) await publish(agent.agentId, `Rule of edit ${String(i)}.`);
    const [approval] = await queryRows<{ id: string; agent_version_id: string }>(
      engine,
      'SELECT id, agent_version_id FROM approval WHERE run_id = $1',
      [id],
    );
    assert.equal(approval?.agent_version_id, agent.versionId);
    await engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId: approval.id,
        actor: 'key:test',
        via: 'api',
        by: { role: 'owner' },
        checkEdit,
        decision: 'approve',
      }),
    );
    const run = await engine.ended(id);
    assert.deepEqual([run.status, run.agentVersionId], ['completed', agent.versionId]);
    const last = (await requestsOf(modelId)).at(-1);
    const system = last?.body?.messages[0]?.content ?? '';
    assert.match(system, /The first rule\./);
    assert.doesNotMatch(system, /Rule of edit/);
  });
});
