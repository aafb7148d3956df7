import type { z } from 'zod';
import { addDays } from '../../../domain/schedule/local-calendar.ts';
import { type BudgetPeriods, budgetPeriods } from '../../../domain/budget/periods.ts';
import type { agentBudgetView, organizationBudgetView } from '../../../domain/contracts/budgets.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { BudgetState } from '../../../store/budget-settings.store.ts';
import type { Store } from '../../../store/database.ts';
import type { Budget, BudgetPeriod } from '../../../store/generated/client.ts';

/** Today's day and month of the organization. */
export async function periodsNow(store: Store): Promise<BudgetPeriods> {
  const { timeZone } = await store.organization.get();
  return budgetPeriods(new Date(), timeZone);
}

export function presentOrganizationBudget(
  state: BudgetState,
  periods: BudgetPeriods,
): z.input<typeof organizationBudgetView> {
  const { budget } = state;
  return {
    caps: organizationCaps(budget),
    ...spending(state, periods),
    learningMonth: spentIn(state.learningMonth, periods.month, periods.nextMonth),
  };
}

export function presentAgentBudget(
  agent: { readonly id: string; readonly name: string },
  state: BudgetState,
  periods: BudgetPeriods,
): z.input<typeof agentBudgetView> {
  return {
    agentId: toPublicId('agent', agent.id),
    agentName: agent.name,
    caps: agentCaps(state.budget),
    ...spending(state, periods),
  };
}

export function agentCaps(budget: Budget | null) {
  return {
    runMicroUsd: amount(budget?.runMicroUsd),
    dayMicroUsd: amount(budget?.dayMicroUsd),
    monthMicroUsd: amount(budget?.monthMicroUsd),
    runTokens: amount(budget?.runTokens),
    dayTokens: amount(budget?.dayTokens),
    monthTokens: amount(budget?.monthTokens),
  };
}

export function organizationCaps(budget: Budget | null) {
  return {
    ...agentCaps(budget),
    learningMonthMicroUsd: amount(budget?.learningMonthMicroUsd),
    allowUnpriced: budget?.allowUnpriced ?? false,
  };
}

/** Of the caps: what is spent changes by itself. */
export function budgetEtag(budget: Budget | null): string {
  return `"${budget === null ? 'none' : `${budget.id}.${budget.revision}`}"`;
}

function spending(state: BudgetState, { day, month, nextDay, nextMonth }: BudgetPeriods) {
  return {
    day: spentIn(state.day, day, nextDay),
    month: spentIn(state.month, month, nextMonth),
    waitingRuns: state.waitingRuns,
    updatedAt: state.budget?.updatedAt.toISOString() ?? null,
  };
}

function spentIn(row: BudgetPeriod | undefined, startsOn: string, ends: Date) {
  return {
    startsOn,
    endsAt: ends.toISOString(),
    spentMicroUsd: Number(row?.spentMicroUsd ?? 0),
    spentTokens: Number(row?.spentTokens ?? 0),
    reservedMicroUsd: Number(row?.reservedMicroUsd ?? 0),
    reservedTokens: Number(row?.reservedTokens ?? 0),
  };
}

function amount(cap: bigint | null | undefined): number | null {
  return cap === null || cap === undefined ? null : Number(cap);
}

/** The longest period that is added up at once. */
const MOST_DAYS = 400;
const USUAL_DAYS = 30;

/** What the query names, or the last thirty days with today. */
export function dayRange(query: { from?: string | undefined; to?: string | undefined }, today: string) {
  const to = query.to ?? addDays(today, 1);
  const from = query.from ?? addDays(to, -USUAL_DAYS);
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days < 1) return { problem: 'must be later than "from": it is the first day that is left out' };
  if (days > MOST_DAYS) return { problem: `must be at most ${MOST_DAYS} days after "from"` };
  return { from, to };
}
