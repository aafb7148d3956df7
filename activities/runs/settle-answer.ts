/** Pays for an answer. What was paid for and what it bought are recorded together. */
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
  const payment = { reservationId, costMicroUsd, tokens: inputTokens + outputTokens };
  const written = { ...write, payment, log: [...paid, ...(write.log ?? [])] };
  await session.transition(async (store) => {
    const alerts = await session.write(store, written);
    if (alerts.length > 0) {
      const log = await recordAlerts(store, alerts);
      await session.write(store, { from: RUN_STATUSES, evenIfCancelled: true, log });
    }
    return { result: undefined, written };
  });
}
