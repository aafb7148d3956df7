/** Tells people that a share of a cap is spent: owners and admins, and the timeline of the run that reached it. */
import { dollars, refusalText } from '../../domain/budget/refusal.ts';
import type { BudgetAlert } from '../../store/budget-sql.ts';
import type { ClaimAnswer } from '../../store/budgets.store.ts';
import type { Store } from '../../store/database.ts';
import type { NewLogEntry } from '../../store/log-rows.ts';

const LINK = '/settings/budgets';

/** In the transaction of the settlement; each share of a cap is told once in its period. */
export async function recordAlerts(
  { notifications }: Store,
  alerts: readonly BudgetAlert[],
): Promise<readonly NewLogEntry[]> {
  for (const alert of alerts) {
    const { percent } = alert;
    await notifications.notify({
      audience: { roles: ['owner', 'admin'] },
      kind: percent >= 100 ? 'budget.exhausted' : 'budget.alert',
      title: `${percent} % of a budget are spent`,
      body: alertText(alert),
      link: LINK,
      dedupeKey: dedupeKeyOf(alert),
    });
  }
  return alerts.map((alert) => ({
    entry: { kind: 'system_event', event: 'budget_alert', reason: alertText(alert), data: { ...alert } },
  }));
}

/** In the transaction of the refusal, which says once for each cap and period that it is to be told. */
export async function recordStop(
  { notifications }: Store,
  refusal: Extract<ClaimAnswer, { result: 'exceeded' }>,
  agentName: string,
): Promise<readonly NewLogEntry[]> {
  const { alert } = refusal;
  if (alert === undefined) return [];
  const text = `A budget stops runs: new ones are rejected, those that had begun wait. ${refusalText(refusal, agentName)}`;
  await notifications.notify({
    audience: { roles: ['owner', 'admin'] },
    kind: 'budget.exhausted',
    title: 'A budget is used up and stops runs',
    body: text,
    link: LINK,
    dedupeKey: dedupeKeyOf(alert),
  });
  return [{ entry: { kind: 'system_event', event: 'budget_alert', reason: text, data: { ...alert } } }];
}

/** With the caps: a cap that was changed is told of anew. */
function dedupeKeyOf({
  scope,
  scopeId,
  period,
  startsOn,
  percent,
  capMicroUsd,
  capTokens,
}: BudgetAlert): string {
  return `budget:${scope}:${scopeId}:${period}:${startsOn}:${percent}:${String(capMicroUsd)}:${String(capTokens)}`;
}

function alertText({ scope, period, percent, capMicroUsd, capTokens, ...spent }: BudgetAlert): string {
  const amounts = [
    ...(capMicroUsd === null ? [] : [`${dollars(spent.spentMicroUsd)} of ${dollars(capMicroUsd)}`]),
    ...(capTokens === null ? [] : [`${spent.spentTokens} of ${capTokens} tokens`]),
  ];
  return `${percent} % of the ${scope}'s budget of the ${period} are spent: ${amounts.join(', ')}`;
}
