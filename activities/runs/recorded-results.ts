/** In a replay, a call that the origin made with the same arguments is answered as it was then, and never carried out. */
import { isOutside, type Provenance } from '../../domain/provenance.ts';
import type { NewStep } from '../../store/journal-write.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import type { JudgedCall, Judgement } from './judge-answer.ts';
import type { RunSession, RunState } from './run-session.ts';

export interface RecordedCall {
  readonly verdict: 'recorded';
  readonly status: 'succeeded' | 'failed';
  readonly result: unknown;
  readonly provenance: Provenance | null;
}

/** A judged call, and what it gets instead of being carried out. */
export type DecidedCall = Omit<JudgedCall, 'policy'> & {
  readonly policy: JudgedCall['policy'] | RecordedCall;
};

export type Decided =
  Exclude<Judgement, { type: 'calls' }> | { readonly type: 'calls'; readonly calls: readonly DecidedCall[] };

export async function withRecordings(
  session: RunSession,
  { run }: RunState,
  judgement: Judgement,
): Promise<Decided> {
  const { originRunId, replayFromTurn } = run;
  if (judgement.type !== 'calls' || originRunId === null || replayFromTurn === null) return judgement;
  const names = judgement.calls.map(({ tool, argumentsHash }) => ({ toolName: tool.name, argumentsHash }));
  const found = await session.transact((store) =>
    store.runReplays.recorded({ runId: run.id, originId: originRunId, fromTurn: replayFromTurn }, names),
  );
  const calls = judgement.calls.map((call, i): DecidedCall => {
    const recorded = found[i];
    // What this version may not do, it may not have done before either.
    if (recorded === undefined || call.policy.verdict === 'denied') return call;
    const { status, result, provenance } = recorded;
    return { ...call, policy: { verdict: 'recorded', status, result, provenance } };
  });
  return { type: 'calls', calls };
}

export function recordedEntries(calls: readonly DecidedCall[], turn: number): NewLogEntry[] {
  return calls.flatMap(({ tool, policy, arguments: input }, callIndex) => {
    if (policy.verdict !== 'recorded') return [];
    const { status, result: output, provenance } = policy;
    const named = { kind: 'tool_call', turn, callIndex, toolName: tool.name } as const;
    const entry = { ...named, input, output, status, durationMs: 0, replayed: true } as const;
    const whose = provenance === null ? {} : { provenance };
    return [{ entry: { ...entry, ...whose }, span: { turn, call: callIndex } }];
  });
}

/** What the journal has of a call that was answered from a recording. */
export function recordedStep({ result, provenance }: RecordedCall): Partial<NewStep> {
  return { result, finished: true, ...(provenance === null ? {} : { provenance }) };
}

/** Whether a recorded result brings text from outside into the context. */
export function bringsOutsideText(calls: readonly DecidedCall[]): boolean {
  return calls.some(({ policy }) => policy.verdict === 'recorded' && isOutside(policy.provenance));
}
