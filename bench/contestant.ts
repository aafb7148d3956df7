/** One side of the comparison: a worker process on a task queue of its own and a way to do one run. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type RunWatch, watchRun } from '../api/streams/waiting.ts';
import { toPublicId } from '../domain/ids.ts';
import { agentRunWorkflowId, type Granularity } from '../domain/temporal/agent-run.ts';
import { buildAgent, buildOrganization } from '../prisma/seed/builders.ts';
import { openDatabase } from '../store/database.ts';
import { createHints } from '../store/hints.ts';
import type { GroundDatabase, Servers } from './grounds.ts';
import { startCounted, startReady } from './program.ts';

export interface Contestant {
  readonly name: string;
  /** One run from start to end; the workflow's id. */
  run(): Promise<string>;
  statements(): Promise<number>;
  stop(): Promise<void>;
}

/** A database for each contestant: every dispatcher starts the runs of the database it works on. */
export interface Grounds extends Servers {
  readonly client: Client;
  readonly model: string;
}

export async function createBare(grounds: Grounds): Promise<Contestant> {
  const taskQueue = `bench-bare-${process.pid}`;
  const { child } = await startReady(
    ['--import', 'tsx', 'bench/bare/worker.ts', grounds.temporalAddress, taskQueue, grounds.modelUrl],
    {},
  );
  let runs = 0;
  return {
    name: 'bare Temporal, one activity a step',
    run: async () => {
      runs += 1;
      const workflowId = `bare-${process.pid}-${runs}`;
      await grounds.client.workflow.execute('bareRun', { workflowId, taskQueue, args: [grounds.model] });
      return workflowId;
    },
    statements: () => Promise.resolve(0),
    stop: () => child.stop(),
  };
}

export async function createSteward(grounds: Grounds, granularity: Granularity): Promise<Contestant> {
  const urls = await grounds.createDatabase(`bench_${granularity}`);
  const { statements, stop } = await startCounted('worker/main.ts', {
    DATABASE_URL: urls.app,
    DATABASE_SYSTEM_URL: urls.system,
    TEMPORAL_ADDRESS: grounds.temporalAddress,
    TEMPORAL_TASK_QUEUE: `bench-${granularity}-${process.pid}`,
    STEWARD_GRANULARITY: granularity,
    LLM_BASE_URL: grounds.modelUrl,
    LLM_API_KEY: 'bench',
    LLM_DEFAULT_MODEL: grounds.model,
    LOG_LEVEL: 'info',
  });
  const { run, close } = await stewardRuns(grounds, urls);
  return {
    name: `Steward, ${granularity}`,
    run,
    statements,
    stop: async () => {
      await close();
      await stop();
    },
  };
}

async function stewardRuns(grounds: Grounds, urls: GroundDatabase) {
  const { organizationId } = await buildOrganization(urls.system);
  const agent = await buildAgent(urls.system, organizationId, {
    kind: 'dashboard_briefing',
    spec: { model: { modelId: grounds.model }, tools: { allow: ['get_recent_leads'] } },
  });
  const database = await openDatabase({ url: urls.app });
  const hints = createHints({
    url: urls.app,
    onProblem: (error) => {
      throw error;
    },
  });
  const run = async () => {
    const { id } = await database.transact(organizationId, (store) =>
      store.runs.create({
        ...agent,
        agentVersionId: agent.versionId,
        trigger: 'api',
        input: {},
        goals: [],
        limits: {} as never,
      }),
    );
    const workflowId = agentRunWorkflowId(toPublicId('organization', organizationId), toPublicId('run', id));
    const watch = watchRun(hints, id, new AbortController().signal);
    await resultOf(grounds.client, workflowId, watch);
    watch.stop();
    return workflowId;
  };
  const close = async () => {
    await hints.close();
    await database.close();
  };
  return { run, close };
}

/** Asked for a workflow that the dispatcher has not started yet, Temporal knows none; a run moves from within its own. */
async function resultOf(client: Client, workflowId: string, watch: RunWatch): Promise<void> {
  for (;;) {
    await watch.next(1_000);
    try {
      const result = (await client.workflow.getHandle(workflowId).result()) as { status: string };
      if (result.status !== 'completed') throw new Error(`a run of the benchmark ended as ${result.status}`);
      return;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
