/** Tells people that a share of a cap is spent: in the timeline of the run that reached it. */
import { dollars } from '../../domain/budget/refusal.ts';
import type { BudgetAlert } from '../../store/budgets.store.ts';
import type { Store } from '../../store/database.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';

/** In the transaction of the settlement; each share of a cap is told once in its period. */
export async function recordAlerts(
  _store: Store,
  alerts: readonly BudgetAlert[],
): Promise<readonly NewLogEntry[]> {
  return Promise.resolve(
    alerts.map((alert) => ({
      entry: {
        kind: 'system_event' as const,
        event: 'budget_alert' as const,
        reason: alertText(alert),
        data: { ...alert },
      },
    })),
  );
}

function alertText({ scope, period, percent, capMicroUsd, capTokens, ...spent }: BudgetAlert): string {
  const amounts = [
    ...(capMicroUsd === null ? [] : [`${dollars(spent.spentMicroUsd)} of ${dollars(capMicroUsd)}`]),
    ...(capTokens === null ? [] : [`${spent.spentTokens} of ${capTokens} tokens`]),
  ];
  return `${percent} % of the ${scope}'s budget of the ${period} are spent: ${amounts.join(', ')}`;
}
