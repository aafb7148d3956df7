/** Spans of turns and runs. Both outlive activities, so they are told from the journal once they are over. */
import { toPublicId } from '../../domain/ids.ts';
import { isFinal } from '../../domain/run/run-status.ts';
import type { RunStep } from '../../store/generated/client.ts';
import type { JournalState } from '../../store/journal.store.ts';
import type { JournalWrite } from '../../store/journal-write.ts';
import { spanIdOf } from '../../store/log-rows.ts';
import { GENAI, type PastSpan } from '../telemetry.ts';
import type { RunSession } from './run-session.ts';

type Write = Omit<JournalWrite, 'runId'>;

/**
 * After a write of the journal: the next answer ends the turn before it, and the run's end the last one. Each of
 * these writes succeeds once, so each span is told once (or, should the worker die right now, not at all).
 */
export async function traceRun(session: RunSession, write: Write): Promise<void> {
  const { telemetry, log } = session.deps;
  if (!telemetry.exporting) return;
  const over = overAfter(write);
  if (!over.run && over.turn === undefined) return;
  try {
    const state = await session.transact(({ journal }) => journal.load(session.runId, 2));
    if (state === undefined) return;
    if (over.turn !== undefined) addTurn(session, state, over.turn);
    if (!over.run) return;
    addTurn(session, state, state.run.turns);
    telemetry.addPast(runSpan(session, state));
  } catch (error) {
    // A trace is a comfort; the run must not fail over it.
    log.debug({ err: error, runId: session.runId }, 'a span was not told');
  }
}

/** What this write says is over: a turn by the answer that follows it, the run by its status. */
function overAfter({ steps = [], change }: Write): { turn: number | undefined; run: boolean } {
  const answer = steps.find((step) => step.kind === 'model');
  const turn = answer === undefined || answer.turn === 1 ? undefined : answer.turn - 1;
  return { turn, run: change?.status !== undefined && isFinal(change.status) };
}

function addTurn(session: RunSession, { run, steps }: JournalState, turn: number): void {
  const ofTurn = steps.filter((step) => step.turn === turn);
  if (ofTurn.length === 0) return;
  session.deps.telemetry.addPast({
    name: `turn ${turn}`,
    traceId: run.traceId,
    spanId: spanIdOf(run.id, turn),
    parentSpanId: spanIdOf(run.id),
    ...periodOf(ofTurn, run.finishedAt ?? new Date()),
    attributes: { [GENAI.conversationId]: run.id, 'steward.turn': turn },
  });
}

/** A step that was never finished (the run was ended over it) lasts as long as the run. */
function periodOf(steps: readonly RunStep[], runEnd: Date): { startedAt: Date; endedAt: Date } {
  const starts = steps.flatMap((step) => [step.startedAt, step.finishedAt]).filter((at) => at !== null);
  const ends = steps.map((step) => step.finishedAt ?? runEnd);
  const earliest = Math.min(Date.now(), ...starts.map((at) => at.getTime()));
  return { startedAt: new Date(earliest), endedAt: new Date(Math.max(...ends.map((at) => at.getTime()))) };
}

function runSpan(session: RunSession, { run, facts: { agentName } }: JournalState): PastSpan {
  return {
    name: `invoke_agent ${agentName}`,
    traceId: run.traceId,
    spanId: spanIdOf(run.id),
    startedAt: run.startedAt ?? run.queuedAt,
    endedAt: run.finishedAt ?? new Date(),
    attributes: {
      [GENAI.operation]: 'invoke_agent',
      [GENAI.provider]: session.deps.model.provider,
      [GENAI.agentId]: toPublicId('agent', run.agentId),
      [GENAI.agentName]: agentName,
      [GENAI.conversationId]: run.id,
      [GENAI.inputTokens]: Number(run.inputTokens),
      [GENAI.outputTokens]: Number(run.outputTokens),
      [GENAI.cachedTokens]: Number(run.cachedTokens),
      'steward.run.id': toPublicId('run', run.id),
      'steward.run.kind': run.kind,
      'steward.run.status': run.status,
      'steward.run.turns': run.turns,
      'steward.run.cost_micro_usd': Number(run.costMicroUsd),
    },
    ...(run.status === 'failed' ? { error: run.errorCode ?? 'engine_error' } : {}),
  };
}
