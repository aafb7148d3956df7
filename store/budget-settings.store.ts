/** The caps of budgets as people edit them, and what is spent of them. */
import type { BudgetPeriods } from '../domain/budget/periods.ts';
import type { Scope } from './database.ts';
import type { Budget, BudgetPeriod } from './generated/client.ts';
import { newId } from './new-id.ts';

/** Null: no cap. Money in micro-dollars. */
export interface BudgetCaps {
  readonly runMicroUsd: number | null;
  readonly dayMicroUsd: number | null;
  readonly monthMicroUsd: number | null;
  readonly runTokens: number | null;
  readonly dayTokens: number | null;
  readonly monthTokens: number | null;
  readonly learningMonthMicroUsd?: number | null;
  readonly allowUnpriced?: boolean;
}

export interface BudgetState {
  /** Null: nobody has set a cap yet. */
  readonly budget: Budget | null;
  readonly day: BudgetPeriod | undefined;
  readonly month: BudgetPeriod | undefined;
  readonly learningMonth: BudgetPeriod | undefined;
  readonly waitingRuns: number;
}

export class BudgetSettingsStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Of the organization, when no agent is named. */
  async state(agentId: string | null, periods: BudgetPeriods): Promise<BudgetState> {
    const [state] = await this.states([agentId], periods);
    if (state === undefined) throw new Error('a state was asked and none came');
    return state;
  }

  /** In the order of the ids; three statements for all of them. */
  async states(agentIds: readonly (string | null)[], periods: BudgetPeriods): Promise<BudgetState[]> {
    const { tx, organizationId } = this.#scope;
    const budgets = await tx.budget.findMany({ where: { organizationId } });
    const scopes = agentIds.map((id) => id ?? organizationId);
    const ledger = await tx.budgetPeriod.findMany({
      where: {
        organizationId,
        scopeId: { in: scopes },
        OR: [
          { period: 'day', startsOn: new Date(periods.day) },
          { period: 'month', startsOn: new Date(periods.month) },
        ],
      },
    });
    const waiting = await tx.run.groupBy({
      by: ['agentId'],
      where: { organizationId, status: 'waiting', waitingFor: 'budget' },
      _count: true,
    });
    return agentIds.map((agentId) => {
      const find = (scope: string, period: string) =>
        ledger.find(
          (row) =>
            row.scope === scope && row.scopeId === (agentId ?? organizationId) && row.period === period,
        );
      const scope = agentId === null ? 'organization' : 'agent';
      const ofIt = waiting.filter((row) => agentId === null || row.agentId === agentId);
      return {
        budget: budgets.find((row) => row.agentId === agentId) ?? null,
        day: find(scope, 'day'),
        month: find(scope, 'month'),
        learningMonth: find('learning', 'month'),
        waitingRuns: ofIt.reduce((sum, row) => sum + row._count, 0),
      };
    });
  }

  /**
   * Holds the organization's ledgers until the commit, so that no claim on them is judged by the old caps and parked
   * after those who wait were woken. Before the organization's or agent's row is locked by anybody.
   */
  async lock(periods: BudgetPeriods): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.$queryRaw`
      SELECT count(*)::int FROM budget_lock(${organizationId}::uuid, NULL, false, ${periods.day}::date, ${periods.month}::date)`;
  }

  /** Sets all caps and wakes every run that waits for this budget. Call `lock` first. */
  async put(agentId: string | null, caps: BudgetCaps, periods: BudgetPeriods): Promise<Budget> {
    const { tx, organizationId } = this.#scope;
    const known = await tx.budget.findFirst({ where: { organizationId, agentId } });
    const budget =
      known === null
        ? await tx.budget.create({ data: { id: newId(), organizationId, agentId, ...caps } })
        : await tx.budget.update({
            where: { id: known.id },
            data: { ...caps, revision: known.revision + 1, updatedAt: new Date() },
          });
    // Shares of the new caps are told anew.
    await tx.budgetPeriod.updateMany({
      where: {
        organizationId,
        scopeId: agentId ?? organizationId,
        startsOn: { gte: new Date(periods.month) },
      },
      data: { alerted: 0, toldOfStop: false },
    });
    const key = `budget:${budget.id}:${budget.revision}`;
    await tx.$queryRaw`
      SELECT count(*)::int FROM (SELECT budget_wake(${organizationId}::uuid, ${agentId}::uuid, ${key})) AS woken`;
    return budget;
  }
}
