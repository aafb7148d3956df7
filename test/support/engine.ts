/**
 * A running engine for tests: its own database, the shared Temporal server on a task queue of its own, the
 * demo model, and real worker processes that can be killed.
 */
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { toPublicId } from '../../domain/ids.ts';
import { agentRunWorkflowId } from '../../domain/temporal/agent-run.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import type { RunRow } from '../../store/runs.store.ts';
import { type Child, startChild } from '../../scripts/stack/child.ts';
import { programArguments } from '../../scripts/stack/program-arguments.ts';
import { buildAgent, buildOrganization, type BuiltAgent } from './builders.ts';
import type { TestDatabase } from './database.ts';
import { START_MS, until } from './until.ts';
import { createTestDatabase, testDemoModel, testTemporal } from './stack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let queues = 0;

export interface EngineOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another Temporal server than the shared one. */
  readonly temporalAddress?: string;
  readonly llmBaseUrl?: string;
  /** Another database than a new one on the shared PostgreSQL server. */
  readonly testDatabase?: TestDatabase;
  /** Hears every line of the workers. */
  readonly onLog?: (line: string) => void;
}

export interface StartRun {
  readonly agent: BuiltAgent;
  readonly input?: Record<string, unknown>;
  readonly limits?: Record<string, number>;
}

export class Engine {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
  readonly client: Client;
  readonly organizationId: string;
  readonly taskQueue: string;
  readonly logs: string[] = [];
  /** Of its processes. */
  readonly env: Readonly<Record<string, string>>;
  readonly #onLog: (line: string) => void;
  readonly #connection: Connection;
  readonly #workers: Child[] = [];

  private constructor(parts: {
    testDatabase: TestDatabase;
    database: Database;
    connection: Connection;
    organizationId: string;
    taskQueue: string;
    env: Record<string, string>;
    onLog: (line: string) => void;
  }) {
    this.testDatabase = parts.testDatabase;
    this.database = parts.database;
    this.#connection = parts.connection;
    this.client = new Client({ connection: parts.connection });
    this.organizationId = parts.organizationId;
    this.taskQueue = parts.taskQueue;
    this.env = parts.env;
    this.#onLog = parts.onLog;
  }

  static async create(options: EngineOptions = {}): Promise<Engine> {
    const testDatabase = options.testDatabase ?? (await createTestDatabase());
    const address = options.temporalAddress ?? (await testTemporal()).address;
    const llmBaseUrl = options.llmBaseUrl ?? (await testDemoModel()).url;
    queues += 1;
    const taskQueue = `test-${process.pid}-${queues}`;
    const { organizationId } = await buildOrganization(testDatabase.system);
    return new Engine({
      testDatabase,
      database: await openDatabase({ url: testDatabase.app }),
      connection: await Connection.connect({ address }),
      organizationId,
      taskQueue,
      onLog: options.onLog ?? (() => undefined),
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        DATABASE_URL: testDatabase.app,
        DATABASE_SYSTEM_URL: testDatabase.system,
        DATABASE_AUTH_URL: testDatabase.auth,
        DATABASE_PLATFORM_URL: testDatabase.platform,
        TEMPORAL_ADDRESS: address,
        TEMPORAL_TASK_QUEUE: taskQueue,
        LLM_BASE_URL: llmBaseUrl,
        LLM_API_KEY: 'test',
        LLM_DEFAULT_MODEL: 'demo',
        RECONCILE_INTERVAL_MS: '2000',
        OUTBOX_POLL_MS: '200',
        LOG_LEVEL: 'info',
        ...options.env,
      },
    });
  }

  /** A worker process; resolves when it polls. */
  async startWorker(env: Record<string, string> = {}): Promise<Child> {
    // Not looked up in the kept lines: those are the last ones only, and a busy worker fills them.
    let ready = false;
    const log = (line: string) => {
      if (line.includes('worker ready')) ready = true;
      this.#onLog(line);
      this.logs.push(line);
      if (this.logs.length > 500) this.logs.shift();
    };
    const child = await startChild({
      command: process.execPath,
      args: programArguments('worker/main.ts'),
      cwd: ROOT,
      env: { ...this.env, ...env },
      log,
    });
    this.#workers.push(child);
    await until(() => ready, {
      what: () => `the worker to start:\n${this.logs.slice(-20).join('\n')}`,
      timeoutMs: START_MS,
      stop: () => !child.running(),
    });
    return child;
  }

  /** The worker processes that are alive, in the order they were started. */
  workersRunning(): Child[] {
    return this.#workers.filter((worker) => worker.running());
  }

  agent(overrides: Parameters<typeof buildAgent>[2] = {}): Promise<BuiltAgent> {
    return buildAgent(this.testDatabase.system, this.organizationId, overrides);
  }

  async startRun({ agent, input = {}, limits = {} }: StartRun): Promise<string> {
    const { id } = await this.database.transact(this.organizationId, (store) =>
      store.runs.create({
        agentId: agent.agentId,
        agentVersionId: agent.versionId,
        kind: agent.kind,
        trigger: 'api',
        input,
        goals: [],
        limits: limits as never,
      }),
    );
    return id;
  }

  async run(id: string): Promise<RunRow> {
    const run = await this.database.transact(this.organizationId, (store) => store.runs.get(id));
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  }

  /** Waits until the run is in one of these statuses. */
  async reaches(id: string, statuses: readonly string[], timeoutMs = 30_000): Promise<RunRow> {
    let run = await this.run(id);
    await until(
      async () => {
        run = await this.run(id);
        return statuses.includes(run.status);
      },
      {
        what: () =>
          `${statuses.join('|')}, but is ${JSON.stringify(run, bigintText)}\n${this.logs.slice(-15).join('\n')}`,
        timeoutMs,
      },
    );
    return run;
  }

  ended(id: string, timeoutMs?: number): Promise<RunRow> {
    return this.reaches(id, ['completed', 'failed', 'cancelled', 'rejected'], timeoutMs);
  }

  workflow(id: string): WorkflowHandle {
    return this.client.workflow.getHandle(
      agentRunWorkflowId(toPublicId('organization', this.organizationId), toPublicId('run', id)),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.database.close();
    await this.#connection.close();
    await this.testDatabase.drop();
  }
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
