/**
 * Model calls whose answer was lost: the worker died, the connection broke, the run was cancelled over it. The provider
 * may have served them, so each is charged what was reserved, once, and marked as estimated.
 */
import { RUN_STATUSES } from '../../domain/run/run-status.ts';
import type { BudgetReservation } from '../../store/generated/client.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';
import { recordAlerts } from './budget-alerts.ts';
import type { RecordedWrite, RunSession } from './run-session.ts';

/** Charges those of the given reservations that are still open; also of a run that has ended. */
export async function chargeLost(session: RunSession, reservations: readonly string[]): Promise<void> {
  for (const id of reservations) {
    await session.transition(async (store) => {
      const claim = await store.budgets.reservation(id);
      if (claim === null) return { result: undefined };
      const alerts = await store.budgets.settle(id, 'lost', {
        costMicroUsd: Number(claim.microUsd),
        tokens: claim.inputTokens + claim.outputTokens,
      });
      if (alerts === undefined) return { result: undefined };
      const written: RecordedWrite = {
        from: RUN_STATUSES,
        evenIfCancelled: true,
        log: [lostEntry(session, claim), ...(await recordAlerts(store, alerts))],
      };
      await session.write(store, written);
      return { result: undefined, written };
    });
  }
}

/** What a run leaves open when it ends. */
export async function chargeOpen(session: RunSession): Promise<void> {
  const open = await session.transact((store) => store.budgets.openOf(session.runId));
  await chargeLost(session, open);
}

/** The provider did not serve the call: nothing is charged. */
export async function releaseClaim(session: RunSession, reservationId: string): Promise<void> {
  await session.transact((store) =>
    store.budgets.settle(reservationId, 'released', { costMicroUsd: 0, tokens: 0 }),
  );
}

function lostEntry({ deps }: RunSession, claim: BudgetReservation): NewLogEntry {
  const { turn, attempt, model, inputTokens, outputTokens, priceSource } = claim;
  const { provider } = deps.model;
  return {
    entry: {
      kind: 'llm_generation',
      turn,
      provider,
      model,
      finishReason: 'lost',
      promptSummary: `at most ${inputTokens} tokens`,
      completionSummary: 'the answer was lost; charged at the reserved maximum',
      toolCalls: 0,
      attempt,
    },
    span: { turn, call: 'model' },
    usage: {
      provider,
      model,
      inputTokens,
      cachedTokens: 0,
      outputTokens,
      reasoningTokens: 0,
      costMicroUsd: Number(claim.microUsd),
      priceSource,
      source: 'estimated',
      day: claim.day.toISOString().slice(0, 10),
    },
  };
}
