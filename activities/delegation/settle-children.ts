/** Carries what became of children into the journal of the run that started them. */
import { toPublicId } from '../../domain/ids.ts';
import type { EndedChild } from '../../store/delegations.store.ts';
import type { RunStep } from '../../store/generated/client.ts';
import type { StepChange } from '../../store/journal-write.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import type { StartedChild } from '../../tools/define-tool.ts';
import type { ToolStepContent } from '../model/conversation.ts';
import type { RunSession, RunState } from '../runs/run-session.ts';

/** The call has its child: from now on the child's end is the call's. */
export function recordDelegated(session: RunSession, step: RunStep, child: StartedChild): Promise<void> {
  const { turn, callIndex, toolName } = step;
  return session.record({
    stepChanges: [{ turn, callIndex, from: ['started'], status: 'delegated' }],
    log: [
      {
        entry: {
          kind: 'system_event',
          event: 'delegated',
          data: { toolName, turn, callIndex, runId: child.runId },
        },
        span: { turn, call: callIndex },
      },
    ],
  });
}

/** True when a child has ended since the last look. */
export async function settleChildren(session: RunSession, { run, steps }: RunState): Promise<boolean> {
  const open = steps.filter((step) => step.turn === run.turns && step.status === 'delegated');
  if (open.length === 0) return false;
  const ended = await session.transact((store) => store.delegations.ended(session.runId, run.turns));
  const settled = open.flatMap((step) => {
    const child = ended.find((one) => one.callIndex === step.callIndex);
    return child === undefined ? [] : [{ step, child }];
  });
  if (settled.length === 0) return false;
  await session.record({
    from: ['running', 'waiting'],
    change: settled.some(({ child }) => child.tainted) ? { tainted: true } : {},
    stepChanges: settled.map(toStepChange),
    log: settled.map(toLogEntry),
  });
  return true;
}

interface Settled {
  readonly step: RunStep;
  readonly child: EndedChild;
}

const statusOf = ({ status }: EndedChild) => (status === 'completed' ? 'succeeded' : 'failed');

/** What the model reads: the child's output, or why there is none. */
function resultOf(child: EndedChild): unknown {
  const { agentName, status, output, errorCode, errorMessage } = child;
  const runId = toPublicId('run', child.id);
  if (status === 'completed') return { runId, agentName, status, output };
  const why = errorMessage === null ? '' : `: ${errorMessage}`;
  return {
    error: { code: errorCode ?? `child_${status}`, message: `the run of ${agentName} was ${status}${why}` },
    runId,
  };
}

/** A child that read text from outside may repeat it. */
const provenanceOf = ({ tainted }: EndedChild) => (tainted ? 'agent' : 'organization');

function toStepChange({ step, child }: Settled): StepChange {
  const { turn, callIndex } = step;
  const effectState = child.status === 'completed' ? 'confirmed' : 'sent';
  const change = { turn, callIndex, from: ['delegated'], status: statusOf(child), effectState } as const;
  return { ...change, result: resultOf(child), provenance: provenanceOf(child), finished: true };
}

function toLogEntry({ step, child }: Settled): NewLogEntry {
  const { turn, callIndex, startedAt } = step;
  const durationMs = startedAt === null ? 0 : Math.max(0, Date.now() - startedAt.getTime());
  const entry = {
    kind: 'tool_call',
    turn,
    callIndex,
    toolName: step.toolName ?? '',
    input: (step.content as unknown as ToolStepContent).arguments,
    output: resultOf(child),
    status: statusOf(child),
    durationMs,
    provenance: provenanceOf(child),
  } as const;
  return { entry, span: { turn, call: callIndex }, durationMs };
}
