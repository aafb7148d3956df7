/** Pays for an answer. What was paid for and what it bought are recorded together, budgets locked before the run. */
import { RUN_STATUSES } from '../../domain/run/run-status.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { NewLogEntry, NewUsage } from '../../store/log-rows.ts';
import { recordAlerts } from './budget-alerts.ts';
import type { RecordedWrite, RunSession } from './run-session.ts';

interface PaidAnswer {
  readonly reservationId: string;
  readonly usage: NewUsage;
  /** What the timeline says of the call, with its usage, whatever becomes of the answer. */
  readonly paid: readonly NewLogEntry[];
  /** What the answer means for the run. */
  readonly write: RecordedWrite;
}

/** Throws {@link StaleJournal} when the answer came too late to mean anything; then it is paid for all the same. */
export async function settleAndRecord(session: RunSession, answer: PaidAnswer): Promise<void> {
  try {
    await settle(session, answer, answer.write);
  } catch (error) {
    if (!(error instanceof StaleJournal)) throw error;
    // The run was cancelled or has ended meanwhile: what the call took is known, so it need not count as lost.
    await settle(session, answer, { from: RUN_STATUSES, evenIfCancelled: true });
    throw error;
  }
}

async function settle(
  session: RunSession,
  { reservationId, usage, paid }: PaidAnswer,
  write: RecordedWrite,
): Promise<void> {
  const { costMicroUsd, inputTokens, outputTokens } = usage;
  await session.transition(async (store) => {
    const taken = { costMicroUsd, tokens: inputTokens + outputTokens };
    const alerts = await store.budgets.settle(reservationId, 'settled', taken);
    // Charged as lost meanwhile: whoever did that goes on with the run.
    if (alerts === undefined)
      throw new StaleJournal(`the claim ${reservationId} was closed by another attempt`);
    const log = [...paid, ...(write.log ?? []), ...(await recordAlerts(store, alerts))];
    const written = { ...write, log };
    await session.write(store, written);
    return { result: undefined, written };
  });
}
