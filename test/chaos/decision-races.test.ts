/** A decision that falls together with a killed worker, a terminate, a reset or a continue-as-new. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { toPublicId } from '../../domain/ids.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const SEND = { name: 'send_message', arguments: { channel: 'simulator', to: '+491555550001', text: 'Once' } };

interface Waiting {
  readonly id: string;
  readonly approvalId: string;
}

describe('a decision at the moment when', function () {
  this.timeout(180_000);
  let engine: Engine;

  before(async () => {
    engine = await Engine.create();
  });
  after(() => engine.stop());

  async function waiting(): Promise<Waiting> {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Finished.' }] });
    const agent = await engine.agent({ spec: { model: { modelId }, tools: { allow: ['send_message'] } } });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    const [approval] = await queryRows<{ id: string }>(engine, 'SELECT id FROM approval WHERE run_id = $1', [
      id,
    ]);
    assert.ok(approval);
    return { id, approvalId: approval.id };
  }

  const doors = {
    api: ({ approvalId }: Waiting) =>
      engine.database.transact(engine.organizationId, (store) =>
        store.approvals.decide({
          approvalId,
          actor: 'key:test',
          via: 'api',
          by: { role: 'owner' },
          checkEdit,
          decision: 'approve',
        }),
      ),
    update: ({ id, approvalId }: Waiting) =>
      engine.workflow(id).executeUpdate<{ applied: boolean }, [unknown]>('decideApproval', {
        args: [{ approvalId: toPublicId('approval', approvalId), decision: 'approve' }],
      }),
    signal: async ({ id, approvalId }: Waiting) => {
      const message = { approvalId: toPublicId('approval', approvalId), decision: 'approve' };
      await engine.workflow(id).signal('decideApproval', message);
      return { applied: undefined };
    },
  };

  /** What must be true whatever happened in which order. */
  async function facts({ id, approvalId }: Waiting) {
    const [row] = await queryRows<{ status: string; decided: number; sent: number }>(
      engine,
      `SELECT a.status,
         (SELECT count(*)::int FROM log_entry WHERE run_id = $1 AND entry->>'event' = 'approval_decided') AS decided,
         (SELECT count(*)::int FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1) AS sent
       FROM approval a WHERE a.id = $2`,
      [id, approvalId],
    );
    assert.ok(row);
    return { ...row, run: (await engine.run(id)).status };
  }

  const killAll = () => Promise.all(engine.workersRunning().map((worker) => worker.kill()));

  it('every worker is killed: through whatever door, it is applied once, and the message is sent once', async () => {
    await engine.startWorker();
    const ways = [doors.api, doors.update, doors.signal, doors.api, doors.update, doors.signal];
    const runs = await Promise.all(ways.map(waiting));
    const decisions = runs.map(async (run, i) => {
      await sleep(i * 20);
      return ways[i]?.(run);
    });
    await sleep(60);
    await killAll();
    await engine.startWorker();
    await Promise.all(decisions);
    for (const run of runs) {
      assert.equal((await engine.ended(run.id, 60_000)).status, 'completed');
      assert.deepEqual(await facts(run), { status: 'approved', decided: 1, sent: 1, run: 'completed' });
    }
    await killAll();
  });

  it('the workflow is terminated: the run ends with a name, the answer is true, and nothing is sent twice', async () => {
    await engine.startWorker();
    const runs = await Promise.all(Array.from({ length: 6 }, waiting));
    const answers = await Promise.all(
      runs.map(async (run, i) => {
        const [answer] = await Promise.all([
          doors.api(run),
          sleep(i * 30).then(() => engine.workflow(run.id).terminate('by an operator').catch(ifOver)),
        ]);
        return answer;
      }),
    );
    for (const [i, run] of runs.entries()) {
      const { status, errorCode } = await engine.ended(run.id, 60_000);
      if (status !== 'completed') assert.deepEqual([status, errorCode], ['failed', 'terminated']);
      const { sent, ...approval } = await facts(run);
      assert.equal(answers[i]?.applied, approval.status === 'approved');
      assert.ok(status === 'completed' ? sent === 1 : sent <= 1, `${status}: sent ${String(sent)} times`);
      assert.notEqual(approval.status, 'pending');
    }
    await killAll();
  });

  it('the workflow is reset: the run goes on and sends once', async () => {
    await engine.startWorker();
    const runs = await Promise.all(Array.from({ length: 4 }, waiting));
    await Promise.all(
      runs.map((run, i) =>
        Promise.all([doors.api(run), sleep(i * 40).then(() => reset(engine, run.id).catch(ifOver))]),
      ),
    );
    for (const run of runs) {
      assert.equal((await engine.ended(run.id, 60_000)).status, 'completed');
      await until(async () => (await engine.workflow(run.id).describe()).status.name !== 'RUNNING', {
        what: 'the reset workflow to end',
      });
      assert.deepEqual(await facts(run), { status: 'approved', decided: 1, sent: 1, run: 'completed' });
    }
    await killAll();
  });

  it('the workflow continues as new: one of many decisions wins, and the message is sent once', async () => {
    await engine.startWorker({ STEWARD_CONTINUE_AS_NEW_AFTER: '1' });
    const runs = await Promise.all(Array.from({ length: 4 }, waiting));
    for (const run of runs) {
      const answers = await Promise.all([
        ...Array.from({ length: 3 }, () => doors.update(run).catch(() => ({ applied: false }))),
        ...Array.from({ length: 3 }, () => doors.signal(run)),
        ...Array.from({ length: 3 }, () => doors.api(run)),
      ]);
      assert.ok(answers.filter((answer) => answer.applied === true).length <= 1);
    }
    for (const run of runs) {
      assert.equal((await engine.ended(run.id, 60_000)).status, 'completed');
      assert.deepEqual(await facts(run), { status: 'approved', decided: 1, sent: 1, run: 'completed' });
    }
    await killAll();
  });
});

/** The run was faster than the operator: there is nothing left to terminate or reset. */
function ifOver(error: unknown): void {
  assert.match(String(error), /already completed|not found/i);
}

async function reset(engine: Engine, id: string): Promise<void> {
  const handle = engine.workflow(id);
  const first = ((await handle.fetchHistory()).events ?? []).find(
    (event) => event.workflowTaskCompletedEventAttributes,
  );
  await engine.client.connection.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    reason: 'test',
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: `reset-${id}`,
  });
}
