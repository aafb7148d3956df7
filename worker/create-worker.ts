/** One worker process: the Temporal worker, the outbox dispatcher and the reconciler, on one connection. */
import { Client } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index.ts';
import type { RunMetrics } from '../activities/metrics.ts';
import { type Config, required } from '../config/env.ts';
import { knownLoginSecret } from '../config/login-secret.ts';
import { createApprovalLinks } from '../store/approval-links.ts';
import { createReplyCodes } from '../store/reply-codes.ts';
import { listenTo } from '../store/listener.ts';
import { ApprovalNudger } from './approval-nudger.ts';
import { buildDeps, type WorkerResources } from './build-deps.ts';
import { BudgetSweep } from './budget-sweep.ts';
import { loadBundle } from './bundle.ts';
import { createFaults } from './faults.ts';
import { Dispatcher } from './dispatcher.ts';
import { createSendMail } from './mail-transport.ts';
import { Mailer } from './mailer.ts';
import { Notifier } from './notifier.ts';
import { McpReader } from './mcp-reader.ts';
import { MessageSender } from './message-sender.ts';
import { EffectSweep } from './effect-sweep.ts';
import { OnboardingSweep } from './onboarding-sweep.ts';
import { Reconciler } from './reconciler.ts';
import { ReplyAsker } from './reply-asker.ts';
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
  const faults = createFaults(config.worker.fault, log);
  const resources = await buildDeps(config, log, { spans: telemetry, metrics, faults });
  const { namespace, taskQueue } = config.temporal;
  const client = new Client({ connection, namespace, plugins: [telemetry.plugin] });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await loadBundle(telemetry.plugin),
    activities: createActivities(resources.deps),
    plugins: [telemetry.plugin],
    interceptors: faults.interceptors,
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

interface Chore {
  start(): void;
  stop(): Promise<void>;
}

/** What a worker does besides Temporal's tasks: dispatching the outbox, sending mails and reconciling. */
function startChores(config: Config, resources: WorkerResources, client: Client, log: Logger) {
  const { system, deps } = resources;
  const { outboxPollMs: pollMs, reconcileIntervalMs: intervalMs } = config.worker;
  const options = { system, client, log };
  const dispatcher = new Dispatcher({
    ...options,
    taskQueue: config.temporal.taskQueue,
    granularity: config.worker.granularity,
    continueAsNewAfter: config.worker.continueAsNewAfter,
    pollMs,
  });
  const { database, runChanged } = deps;
  const queues = [
    dispatcher,
    ...createMailers(config, resources, log),
    ...createTexters(config, resources, log),
  ];
  const chores: Chore[] = [
    ...queues,
    new Reconciler({ ...options, deps, intervalMs }),
    new OnboardingSweep({ system, intervalMs, log }),
    new BudgetSweep({ system, deps, intervalMs, log }),
    new EffectSweep({ system, deps, intervalMs, log }),
    new McpReader({ system, deps, pollMs, log }),
    new ApprovalNudger({ system, database, runChanged, pollMs: intervalMs, log }),
  ];
  const listener = listenTo('steward_outbox', {
    url: required(config.secrets.database.system, 'DATABASE_SYSTEM_URL'),
    onMessage: (table) => {
      for (const queue of queues) if (queue.wokenBy === table) queue.hint();
    },
    onProblem: (error) =>
      log.warn({ err: error }, 'the outbox listener lost its connection; polling goes on'),
  });
  for (const chore of chores) chore.start();
  return {
    stop: async () => {
      await Promise.all([...chores.map((chore) => chore.stop()), listener.close()]);
    },
  };
}

/** Who turns notifications into mails, and who sends them; nobody where no mail is sent. */
function createMailers(config: Config, { system }: WorkerResources, log: Logger): (Mailer | Notifier)[] {
  const send = createSendMail(config, log);
  if (send === undefined) return [];
  const pollMs = config.worker.outboxPollMs;
  const { publicUrl } = config.http;
  const secret = knownLoginSecret(config);
  const links = secret === undefined ? undefined : createApprovalLinks(secret);
  return [
    new Notifier({ notifications: system.notificationMails, publicUrl, links, pollMs, log }),
    new Mailer({ mails: system.mails, send, pollMs, log }),
  ];
}

/** Who asks members on their channels, and who sends what is to be said there. */
function createTexters(config: Config, { system, deps }: WorkerResources, log: Logger) {
  const { database } = deps;
  const { messages } = system;
  const { publicUrl } = config.http;
  const pollMs = config.worker.outboxPollMs;
  const secret = knownLoginSecret(config);
  const codes = secret === undefined ? undefined : createReplyCodes(secret);
  return [
    new ReplyAsker({ messages, database, publicUrl, codes, pollMs, log }),
    new MessageSender({ messages, database, pollMs, log }),
  ];
}
