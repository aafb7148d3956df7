/** A new organization's clones of the system agents: exactly one of each, whatever happens meanwhile. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTemporal, type TemporalServer } from '../../scripts/stack/temporal-server.ts';
import { toPublicId } from '../../domain/ids.ts';
import { onboardingWorkflowId } from '../../domain/temporal/onboarding.ts';
import { Engine } from '../support/engine.ts';
import {
  activeSources,
  assertClones,
  foundOrganization,
  onboarded,
  onboardingOf,
  orderAgain,
} from '../support/founded.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const REPORT = '01900000-0000-7000-8000-0000000000b2';

describe('onboarding', function () {
  this.timeout(180_000);
  let engine: Engine;
  let sources: string[];

  before(async () => {
    engine = await Engine.create();
    sources = await activeSources(engine);
    await engine.startWorker();
  });
  after(() => engine.stop());

  const setStatus = (id: string, status: string) =>
    queryRows(engine, 'UPDATE agent SET status = $2 WHERE id = $1', [id, status]);
  const workflow = (organizationId: string) =>
    engine.client.workflow.getHandle(onboardingWorkflowId(toPublicId('organization', organizationId)));
  const killAll = () => Promise.all(engine.workersRunning().map((worker) => worker.kill()));

  it('gives a new organization one clone of each active system agent, with its skills and schedules', async () => {
    const organizationId = await foundOrganization(engine);
    await onboarded(engine, [organizationId]);
    assert.equal(sources.length, 5);
    await assertClones(engine, [organizationId], sources);
    const { status, total, done, lastError } = (await onboardingOf(engine, organizationId)) ?? {};
    assert.deepEqual(
      { status, total, done, lastError },
      { status: 'done', total: 5, done: 5, lastError: null },
    );
    await workflow(organizationId).result();
  });

  it('stays at one clone of each when the order is repeated, at once and afterwards', async () => {
    const organizationId = await foundOrganization(engine);
    await Promise.all([1, 2, 3].map(() => orderAgain(engine, organizationId)));
    await onboarded(engine, [organizationId]);
    await orderAgain(engine, organizationId);
    await until(async () => (await openOrders()) === 0, { what: 'the orders to be carried out' });
    await workflow(organizationId).result();
    await assertClones(engine, [organizationId], sources);
  });

  it('clones no archived system agent', async () => {
    await setStatus(REPORT, 'archived');
    try {
      const organizationId = await foundOrganization(engine);
      await onboarded(engine, [organizationId]);
      await assertClones(
        engine,
        [organizationId],
        sources.filter((id) => id !== REPORT),
      );
      assert.equal((await onboardingOf(engine, organizationId))?.total, 4);
    } finally {
      await setStatus(REPORT, 'active');
    }
  });

  it('shows a clone that fails, makes the others meanwhile, and makes it too once it can', async () => {
    const spoil = (autonomy: string) =>
      queryRows(
        engine,
        `UPDATE agent_version SET spec = jsonb_set(spec, '{autonomy}', $2) WHERE agent_id = $1`,
        [REPORT, JSON.stringify(autonomy)],
      );
    await spoil('reckless');
    const organizationId = await foundOrganization(engine);
    try {
      await until(
        async () => {
          const { done, lastError } = (await onboardingOf(engine, organizationId)) ?? {};
          return done === 4 && typeof lastError === 'string';
        },
        { what: 'four clones and an error' },
      );
      const { status, total, lastError } = (await onboardingOf(engine, organizationId)) ?? {};
      assert.deepEqual({ status, total }, { status: 'pending', total: 5 });
      assert.match(lastError ?? '', /^"Weekly report" is not ready yet: .*\/spec\/autonomy/);
    } finally {
      await spoil('supervised');
    }
    await onboarded(engine, [organizationId]);
    await assertClones(engine, [organizationId], sources);
    assert.equal((await onboardingOf(engine, organizationId))?.lastError, null);
  });

  it('goes on after the worker was killed half-way', async () => {
    await killAll();
    await engine.startWorker({ STEWARD_FAULT: 'after_agent_cloned' });
    const organizationId = await foundOrganization(engine);
    await until(() => engine.workersRunning().length === 0, { what: 'the worker to kill itself' });
    const { status, done } = (await onboardingOf(engine, organizationId)) ?? {};
    assert.ok(status === 'pending' && (done ?? 0) >= 1, `${String(status)} with ${String(done)} clones`);
    await engine.startWorker();
    await onboarded(engine, [organizationId], 90_000);
    await assertClones(engine, [organizationId], sources);
  });

  it('is started again when it was terminated by hand or never got an onboarding', async () => {
    await killAll();
    const [terminated, halfMade] = [await foundOrganization(engine), await foundOrganization(engine)];
    await queryRows(
      engine,
      `UPDATE outbox SET done_at = now() WHERE kind = 'start_onboarding' AND done_at IS NULL`,
    );
    await engine.client.workflow.start('onboarding', {
      workflowId: workflow(terminated).workflowId,
      taskQueue: engine.taskQueue,
      args: [{ organizationId: toPublicId('organization', terminated) }],
    });
    await workflow(terminated).terminate('by an operator');
    await queryRows(engine, 'DELETE FROM onboarding WHERE organization_id = $1', [halfMade]);
    await queryRows(engine, `UPDATE onboarding SET updated_at = now() - interval '61 seconds'`);
    await queryRows(
      engine,
      `UPDATE organization SET created_at = now() - interval '61 seconds' WHERE id = $1`,
      [halfMade],
    );
    await engine.startWorker();
    await until(async () => (await onboardingOf(engine, halfMade)) !== undefined, { what: 'an onboarding' });
    await onboarded(engine, [terminated, halfMade]);
    await assertClones(engine, [terminated, halfMade], sources);
  });

  it('gives a hundred organizations in a row five clones each, one in ten ordered twice, two workers killed', async function () {
    this.timeout(300_000);
    const startedAt = Date.now();
    const ids: string[] = [];
    for (let i = 0; i < 100; i += 1) {
      const id = await foundOrganization(engine);
      ids.push(id);
      if (i % 10 === 0) await orderAgain(engine, id);
      if (i !== 30 && i !== 70) continue;
      await killAll();
      await engine.startWorker();
    }
    await onboarded(engine, ids, 200_000);
    await assertClones(engine, ids, sources);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`      100 organizations had their 500 clones after ${seconds} s\n`);
  });

  async function openOrders(): Promise<number> {
    return (await queryRows(engine, 'SELECT 1 FROM outbox WHERE done_at IS NULL')).length;
  }
});

describe('onboarding while Temporal is down', function () {
  this.timeout(180_000);
  let directory: string;
  let temporal: TemporalServer;
  let engine: Engine;

  const startServer = (port?: number) =>
    startTemporal({
      dbFile: join(directory, 'temporal.db'),
      log: () => undefined,
      ...(port === undefined ? {} : { port }),
    });

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'steward-onboarding-down-'));
    temporal = await startServer();
    engine = await Engine.create({ temporalAddress: temporal.address });
    await engine.startWorker();
  });
  after(async () => {
    await engine.stop();
    await temporal.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('does not hold up the founding, and makes the clones when it is back', async () => {
    await temporal.kill();
    const startedAt = Date.now();
    const organizationId = await foundOrganization(engine);
    assert.ok(Date.now() - startedAt < 2_000);
    assert.deepEqual((await onboardingOf(engine, organizationId))?.status, 'pending');
    temporal = await startServer(Number(temporal.address.split(':').at(-1)));
    await onboarded(engine, [organizationId], 90_000);
    await assertClones(engine, [organizationId], await activeSources(engine));
  });
});
