/** Why a model call was not begun, in words for whoever owns the budget. */
import type { BudgetPeriods } from './periods.ts';

/** As the store answers when a cap would be exceeded. Money is in micro-dollars. */
export interface BudgetRefusal {
  readonly scope: 'organization' | 'learning' | 'agent' | 'run';
  readonly period: 'day' | 'month' | null;
  readonly unit: 'money' | 'tokens';
  readonly cap: number;
  readonly spent: number;
  /** By calls that are under way. */
  readonly reserved: number;
  /** The most that the refused call could take. */
  readonly asked: number;
  /** There is room once calls that are under way give back what they do not need. */
  readonly contended: boolean;
}

export function refusalText(refusal: BudgetRefusal, agentName: string): string {
  const { scope, period, unit, cap, spent, reserved, asked } = refusal;
  const say = (amount: number): string => (unit === 'money' ? dollars(amount) : `${amount} tokens`);
  const underway = reserved > 0 ? ` and ${say(reserved)} reserved by calls under way` : '';
  return (
    `${WHOSE[scope](agentName)} may spend ${say(cap)}${period === null ? '' : ` a ${period}`}; ${say(spent)} are spent` +
    `${underway}, and the next model call could take ${say(asked)}. ` +
    `An owner or admin can raise the cap under Settings, Budgets${period === null ? '' : `; the next ${period} has a budget of its own`}.`
  );
}

const WHOSE: Readonly<Record<BudgetRefusal['scope'], (agentName: string) => string>> = {
  organization: () => 'The organization',
  learning: () => "The organization's learning",
  agent: (name) => `The agent "${name}"`,
  run: () => 'One run, with all that it hands on,',
};

/** `$1.50`; small amounts keep the digits that matter: `$0.000123`. */
export function dollars(microUsd: number): string {
  const usd = microUsd / 1_000_000;
  return `$${usd >= 0.01 || usd === 0 ? usd.toFixed(2) : usd.toFixed(6)}`;
}

/** When the refused call may be possible without anybody raising anything; undefined: never. */
export function nextChance(
  { period }: Pick<BudgetRefusal, 'period'>,
  periods: BudgetPeriods,
): Date | undefined {
  if (period === null) return undefined;
  return period === 'day' ? periods.nextDay : periods.nextMonth;
}
