/** One worker process: the Temporal worker, the outbox dispatcher and the reconciler, on one connection. */
import { Client } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index.ts';
import type { RunMetrics } from '../activities/metrics.ts';
import { type Config, required } from '../config/env.ts';
import { listenTo } from '../store/listener.ts';
import { buildDeps, type WorkerResources } from './build-deps.ts';
import { loadBundle } from './bundle.ts';
import { Dispatcher } from './dispatcher.ts';
import { createSendMail } from './mail-transport.ts';
import { Mailer } from './mailer.ts';
import { OnboardingSweep } from './onboarding-sweep.ts';
import { Reconciler } from './reconciler.ts';
import { startTelemetry } from './telemetry.ts';

export interface StewardWorker {
  /** Settles when the worker has stopped, after `shutdown` or by an error it cannot survive. */
  readonly stopped: Promise<void>;
  /** Finishes what is at hand within the grace time, then stops. */
  shutdown(): void;
}

export async function createWorker(
  config: Config,
  connection: NativeConnection,
  log: Logger,
  metrics: RunMetrics,
): Promise<StewardWorker> {
  const telemetry = startTelemetry(config);
  const resources = await buildDeps(config, log, { spans: telemetry, metrics });
  const { namespace, taskQueue } = config.temporal;
  const client = new Client({ connection, namespace, plugins: [telemetry.plugin] });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await loadBundle(telemetry.plugin),
    activities: createActivities(resources.deps),
    plugins: [telemetry.plugin],
    maxConcurrentActivityTaskExecutions: config.worker.maxActivities,
    maxConcurrentWorkflowTaskExecutions: config.worker.maxWorkflowTasks,
    // A cancel travels in heartbeat answers: throttled by default, it would arrive too late.
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    // With the default, the runs of a killed worker wait ten seconds more before another takes them over.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: config.worker.shutdownGraceMs,
    shutdownForceTime: config.worker.shutdownGraceMs + 5_000,
  });
  const chores = startChores(config, resources, client, log);
  const stopped = worker.run().finally(async () => {
    await chores.stop();
    await resources.close();
    await telemetry.shutdown();
  });
  return { stopped, shutdown: () => worker.shutdown() };
}

/** What a worker does besides Temporal's tasks: dispatching the outbox, sending mails and reconciling. */
function startChores(config: Config, resources: WorkerResources, client: Client, log: Logger) {
  const options = { system: resources.system, client, log };
  const dispatcher = new Dispatcher({
    ...options,
    taskQueue: config.temporal.taskQueue,
    granularity: config.worker.granularity,
    continueAsNewAfter: config.worker.continueAsNewAfter,
    pollMs: config.worker.outboxPollMs,
  });
  const reconciler = new Reconciler({
    ...options,
    deps: resources.deps,
    intervalMs: config.worker.reconcileIntervalMs,
  });
  const onboardingSweep = new OnboardingSweep({
    system: resources.system,
    intervalMs: config.worker.reconcileIntervalMs,
    log,
  });
  const mailer = createMailer(config, resources, log);
  const listener = listenTo('steward_outbox', {
    url: required(config.secrets.database.system, 'DATABASE_SYSTEM_URL'),
    onMessage: () => {
      dispatcher.hint();
      mailer?.hint();
    },
    onProblem: (error) =>
      log.warn({ err: error }, 'the outbox listener lost its connection; polling goes on'),
  });
  dispatcher.start();
  reconciler.start();
  onboardingSweep.start();
  mailer?.start();
  return {
    stop: async () => {
      await Promise.all([
        dispatcher.stop(),
        reconciler.stop(),
        onboardingSweep.stop(),
        mailer?.stop(),
        listener.close(),
      ]);
    },
  };
}

function createMailer(config: Config, { system }: WorkerResources, log: Logger): Mailer | undefined {
  const send = createSendMail(config, log);
  const pollMs = config.worker.outboxPollMs;
  return send === undefined ? undefined : new Mailer({ mails: system.mails, send, pollMs, log });
}
