/** Ends a run that cannot or shall not go on. Answers with the status it has, whoever set it. */
import type { CloseRunInput, NextStep } from '../../domain/temporal/agent-run.ts';
import { isFinal, OPEN_STATUSES, type RunStatus } from '../../domain/run/run-status.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { ActivityDeps } from '../deps.ts';
import { chargeOpen } from './lost-calls.ts';
import { RunSession } from './run-session.ts';

export async function closeRun(deps: ActivityDeps, input: CloseRunInput): Promise<NextStep> {
  const session = new RunSession(deps, input);
  const row = await session.row();
  const before = row.status as RunStatus;
  if (isFinal(before)) return { do: 'finish', status: before };
  // What breaks while a run is being cancelled, such as a call whose worker is gone, is no failure of the run.
  const status = row.cancelRequestedAt === null ? input.status : 'cancelled';
  const error = {
    code: input.code ?? 'engine_error',
    message: input.message ?? 'the run ended unexpectedly',
  };
  const failed = status === 'failed';
  // Before the end, which is the last that a timeline says.
  await chargeOpen(session);
  try {
    await session.record(
      {
        from: OPEN_STATUSES,
        evenIfCancelled: true,
        change: { status, ...(failed ? { error } : {}) },
        log: [
          {
            entry: {
              kind: 'system_event',
              event: 'state_changed',
              prevState: before,
              newState: status,
              ...(failed ? { reason: `${error.code}: ${error.message}` } : {}),
            },
          },
        ],
      },
      (store) => store.approvals.cancelPending(session.runId, `the run was ${status}`),
    );
  } catch (error) {
    if (!(error instanceof StaleJournal)) throw error;
    return { do: 'finish', status: (await session.row()).status as RunStatus };
  }
  return { do: 'finish', status };
}
