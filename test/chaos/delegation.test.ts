import assert from 'node:assert/strict';
import { toPublicId } from '../../domain/ids.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const ASK = { name: 'delegate_to_agent', arguments: { agentName: 'Helper', task: 'Look at the week.' } };

describe('a family of runs, disturbed', function () {
  this.timeout(120_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
  });
  after(() => engine.stop());

  async function family(delayMs = 0) {
    const helperModel = await scriptModel({ turns: [{ text: 'Quiet.', delayMs }] });
    const chiefModel = await scriptModel({ turns: [{ toolCalls: [ASK] }, { text: 'Done.' }] });
    const kind = 'dashboard_briefing';
    const helper = await engine.agent({ name: 'Helper', kind, spec: { model: { modelId: helperModel } } });
    const spec = {
      model: { modelId: chiefModel },
      tools: { allow: ['delegate_to_agent'] },
      delegates: [toPublicId('agent', helper.agentId)],
      autonomy: 'autonomous',
      enableAutopilot: true,
    };
    const chief = await engine.agent({ name: 'Chief', kind, spec });
    return { chief, helperModel, chiefModel };
  }

  const killAll = () => Promise.all(engine.workersRunning().map((worker) => worker.kill()));
  const children = (id: string) => queryRows(engine, 'SELECT id FROM run WHERE parent_run_id = $1', [id]);

  it('kill -9 of the worker once the child was started: there is one child', async () => {
    const { chief, helperModel, chiefModel } = await family();
    await engine.startWorker({ STEWARD_FAULT: 'after_effect' });
    const id = await engine.startRun({ agent: chief });
    await until(() => engine.workersRunning().length === 0, {
      what: () => 'the worker to kill itself',
      timeoutMs: 20_000,
    });
    assert.equal((await children(id)).length, 1);
    await engine.startWorker();
    const run = await engine.ended(id, 60_000);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal((await children(id)).length, 1);
    assert.equal((await requestsOf(helperModel)).length, 1);
    assert.equal((await requestsOf(chiefModel)).length, 2);
    await killAll();
  });

  it('a wake-up that got lost is repeated by the reconciler', async () => {
    const { chief } = await family(2_000);
    await engine.startWorker();
    const id = await engine.startRun({ agent: chief });
    await engine.reaches(id, ['waiting']);
    await queryRows(engine, 'ALTER TABLE run DISABLE TRIGGER run_family');
    try {
      const run = await engine.ended(id, 90_000);
      assert.equal(run.status, 'completed', run.errorMessage ?? '');
    } finally {
      await queryRows(engine, 'ALTER TABLE run ENABLE TRIGGER run_family');
    }
    await killAll();
  });

  it('a parent terminated in Temporal takes its child along', async () => {
    const { chief } = await family(60_000);
    await engine.startWorker();
    const id = await engine.startRun({ agent: chief });
    await engine.reaches(id, ['waiting']);
    await engine.workflow(id).terminate('by an operator');
    assert.equal((await engine.ended(id, 60_000)).errorCode, 'terminated');
    const [child] = (await children(id)) as { id: string }[];
    assert.equal((await engine.ended(child?.id ?? '')).status, 'cancelled');
    await killAll();
  });
});
