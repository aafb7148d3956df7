/**
 * Records one history of every path of every workflow into test/replay/histories/. Run it after a workflow has
 * got a new path: `npm run record-histories`, with `-- onboarding` those of one workflow, with
 * `-- agent-run.killed-while-waiting` one of them. Old files stay: they stand for runs that are open in production.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { toPublicId } from '../../domain/ids.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { stopTestStack } from '../support/stack.ts';
import { finishedOnboarding, ONBOARDING_PATHS } from './record-onboarding.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIRECTORY = fileURLToPath(new URL('histories', import.meta.url));
const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };
const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'Hello' },
};
const ASK = { name: 'delegate_to_agent', arguments: { agentName: 'Helper', task: 'Look.' } };
const TWO_TURNS = { turns: [{ toolCalls: [LEADS, LEADS] }, { text: 'Done.' }] };
const EFFECT = { turns: [{ toolCalls: [SEND] }, { text: 'Done.' }] };

interface Path {
  readonly script: Record<string, unknown>;
  readonly spec?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly until?: string;
  /** What the agent that is asked answers; null: nothing, for ever. */
  readonly helper?: string | null;
  readonly then?: After;
}

type After = (engine: Engine, runId: string) => Promise<unknown>;
type Decision = { decision: 'approve' | 'reject' | 'edit'; reason?: string; arguments?: unknown };

function decide(decision: Decision): After {
  return async (engine, runId) => {
    const [row] = await queryRows<{ id: string }>(engine, 'SELECT id FROM approval WHERE run_id = $1', [
      runId,
    ]);
    return engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId: row?.id ?? '',
        actor: 'recorder',
        via: 'api',
        by: { role: 'owner' },
        checkEdit,
        ...decision,
      }),
    );
  };
}

const cancel: After = (engine, runId) =>
  engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(runId, 'recorder'));

const kill: After = async (engine, runId) => {
  const { agentId } = await engine.run(runId);
  return engine.database.transact(engine.organizationId, (store) =>
    store.killSwitch.killAgent(agentId, 'recorder'),
  );
};

const operator =
  (how: 'update' | 'signal'): After =>
  async (engine, runId) => {
    const [row] = await queryRows<{ id: string }>(engine, 'SELECT id FROM approval WHERE run_id = $1', [
      runId,
    ]);
    const message = { approvalId: toPublicId('approval', row?.id ?? ''), decision: 'approve' };
    if (how === 'signal') return engine.workflow(runId).signal('decideApproval', message);
    return engine.workflow(runId).executeUpdate('decideApproval', { args: [message] });
  };

const PATHS: Readonly<Record<string, Path>> = {
  plain: { script: { turns: [{ text: 'Done.' }] } },
  tool: { script: TWO_TURNS },
  'tool-step-granularity': { script: TWO_TURNS, env: { STEWARD_GRANULARITY: 'step' } },
  'tool-burst-granularity': { script: TWO_TURNS, env: { STEWARD_GRANULARITY: 'burst' } },
  'effect-without-approval': { script: EFFECT, spec: { autonomy: 'autonomous', enableAutopilot: true } },
  'approval-approved': { script: EFFECT, until: 'waiting', then: decide({ decision: 'approve' }) },
  'approval-edited': {
    script: EFFECT,
    until: 'waiting',
    then: decide({ decision: 'edit', arguments: { ...SEND.arguments, text: 'Edited' } }),
  },
  'approval-rejected': {
    script: EFFECT,
    until: 'waiting',
    then: decide({ decision: 'reject', reason: 'no' }),
  },
  'approval-expired': { script: EFFECT, spec: { approvalTimeoutSeconds: 1 } },
  'approval-by-update': { script: EFFECT, until: 'waiting', then: operator('update') },
  'approval-by-signal': { script: EFFECT, until: 'waiting', then: operator('signal') },
  'cancelled-in-model-call': {
    script: { turns: [{ text: 'x', hang: 'before' }] },
    until: 'running',
    then: cancel,
  },
  'cancelled-while-waiting': { script: EFFECT, until: 'waiting', then: cancel },
  'killed-in-model-call': {
    script: { turns: [{ text: 'x', hang: 'before' }] },
    until: 'running',
    then: kill,
  },
  'killed-while-waiting': { script: EFFECT, until: 'waiting', then: kill },
  'child-waited-for': { script: { turns: [{ toolCalls: [ASK] }, { text: 'Done.' }] }, helper: 'Quiet.' },
  'cancelled-while-a-child-works': {
    script: { turns: [{ toolCalls: [ASK] }, { text: 'Done.' }] },
    helper: null,
    until: 'waiting',
    then: cancel,
  },
  'failed-model-refused': { script: { turns: [{ status: 401 }] } },
  'failed-output-invalid': { script: { turns: [{ emptyChoices: true }], afterLast: 'repeat' } },
  'continued-as-new': {
    script: { repeatTool: { ...LEADS, times: 5, then: 'Done.' } },
    env: { STEWARD_CONTINUE_AS_NEW_AFTER: '3' },
  },
};

async function record(engine: Engine, name: string, path: Path): Promise<void> {
  const modelId = await scriptModel(path.script);
  const agent = await engine.agent({
    kind: 'dashboard_briefing',
    spec: {
      ...path.spec,
      model: { modelId },
      tools: { allow: ['get_recent_leads', 'send_message'] },
      ...(path.helper === undefined ? {} : await askingHelper(engine, path.helper)),
    },
  });
  const runId = await engine.startRun({ agent });
  if (path.until !== undefined) await engine.reaches(runId, [path.until]);
  await path.then?.(engine, runId);
  await engine.ended(runId);
  const handle = engine.workflow(runId);
  await handle.result();
  await write(`agent-run.${name}`, handle);
}

/** What the spec of an agent needs to ask another one. */
async function askingHelper(engine: Engine, answer: string | null): Promise<Record<string, unknown>> {
  const turn = answer === null ? { text: 'x', hang: 'before' } : { text: answer, delayMs: 1_000 };
  const modelId = await scriptModel({ turns: [turn] });
  const spec = { model: { modelId } };
  const { agentId } = await engine.agent({ name: 'Helper', kind: 'dashboard_briefing', spec });
  return {
    tools: { allow: ['delegate_to_agent'] },
    delegates: [toPublicId('agent', agentId)],
    autonomy: 'autonomous',
    enableAutopilot: true,
  };
}

async function write(name: string, handle: WorkflowHandle): Promise<void> {
  // Stack traces name where this checkout lies; replay does not read them.
  const history = historyToJSON(await handle.fetchHistory()).replaceAll(ROOT, '');
  writeFileSync(`${DIRECTORY}/${name}.json`, `${history}\n`);
  process.stdout.write(`recorded ${name}\n`);
}

async function recordRuns(engine: Engine, isWanted: IsWanted): Promise<void> {
  for (const [name, path] of Object.entries(PATHS)) {
    if (!isWanted(`agent-run.${name}`)) continue;
    const worker = await engine.startWorker(path.env ?? {});
    await record(engine, name, path);
    await worker.stop();
  }
}

async function recordOnboardings(engine: Engine, isWanted: IsWanted): Promise<void> {
  const worker = await engine.startWorker();
  for (const [name, path] of Object.entries(ONBOARDING_PATHS)) {
    if (!isWanted(`onboarding.${name}`)) continue;
    await write(`onboarding.${name}`, await finishedOnboarding(engine, await path(engine)));
  }
  await worker.stop();
}

type IsWanted = (name: string) => boolean;

const RECORDERS = [recordRuns, recordOnboardings];

async function main(): Promise<void> {
  const engine = await Engine.create();
  try {
    const wanted = process.argv.slice(2);
    const isWanted = (name: string) =>
      wanted.length === 0 || wanted.some((one) => one === name || name.startsWith(`${one}.`));
    for (const record of RECORDERS) await record(engine, isWanted);
  } finally {
    await engine.stop();
    await stopTestStack();
  }
}

await main();
process.exit(0);
