/**
 * Budgets: claims on them before model calls, their settlement, the caps and the ledgers. The arithmetic and the order
 * of locks are in SQL functions (migration `budgets`), so that each is one statement under the ledgers' locks.
 */
import type { BudgetRefusal } from '../domain/budget/refusal.ts';
import type { WorstCase } from '../domain/budget/worst-case.ts';
import { type BudgetAlert, type SettleOutcome, settleSql, type Taken } from './budget-sql.ts';
import type { Scope } from './database.ts';
import type { BudgetReservation } from './generated/client.ts';

export interface BudgetClaim extends WorstCase {
  readonly reservationId: string;
  readonly runId: string;
  readonly turn: number;
  readonly attempt: number;
  readonly model: string;
  /** Counts against the organization's budget of learning, too. */
  readonly learning: boolean;
  /** `YYYY-MM-DD` in the organization's time zone. */
  readonly day: string;
  readonly month: string;
  /** Model calls of the organization that may be under way at a time. */
  readonly atOnce: number;
}

export type ClaimAnswer =
  | { readonly result: 'reserved' }
  /** The run has moved on, ended or is being cancelled. */
  | { readonly result: 'stale' }
  /** Earlier claims of the run are open: their answers were lost and must be charged first. */
  | { readonly result: 'lost'; readonly reservations: readonly string[] }
  | { readonly result: 'unpriced' }
  | { readonly result: 'busy' }
  /** `alert`: people have not yet been told that this cap stops runs. */
  | ({ readonly result: 'exceeded'; readonly alert?: BudgetAlert } & BudgetRefusal);

export class BudgetStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Reserves the worst case at every level, or nothing. Locks the ledgers, then the run, until the transaction ends. */
  async reserve(claim: BudgetClaim): Promise<ClaimAnswer> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<{ answer: ClaimAnswer }[]>`
      SELECT budget_reserve(${organizationId}::uuid, ${claim.runId}::uuid, ${claim.reservationId}::uuid, ${claim.turn}::int,
        ${claim.attempt}::int, ${claim.model}, ${claim.learning}, ${claim.inputTokens}::int, ${claim.outputTokens}::int,
        ${claim.costMicroUsd}::bigint, ${claim.priceSource}, ${claim.day}::date, ${claim.month}::date,
        ${claim.atOnce}::int) AS answer`;
    if (row === undefined) throw new Error('budget_reserve answered nothing');
    return row.answer;
  }

  /** What a call really took. Undefined: the reservation was closed before, so this must not count. */
  async settle(
    reservationId: string,
    outcome: SettleOutcome,
    taken: Taken,
  ): Promise<readonly BudgetAlert[] | undefined> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<{ alerts: readonly BudgetAlert[] | null }[]>`
      SELECT ${settleSql(organizationId, reservationId, outcome, taken)} AS alerts`;
    return row?.alerts ?? undefined;
  }

  async reservation(id: string): Promise<BudgetReservation | null> {
    const { tx, organizationId } = this.#scope;
    return tx.budgetReservation.findFirst({ where: { organizationId, id } });
  }

  /** Ids of the run's claims that are open. */
  async openOf(runId: string): Promise<string[]> {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.budgetReservation.findMany({
      where: { organizationId, runId, status: 'open' },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => row.id);
  }

  /** Counts one message of the agent's day; false when the day has had as many as it may. */
  async countMessage(agentId: string, day: string, most: number): Promise<boolean> {
    if (most <= 0) return false;
    const { tx, organizationId } = this.#scope;
    const counted = await tx.$executeRaw`
      INSERT INTO budget_period AS b (organization_id, scope, scope_id, period, starts_on, messages)
      VALUES (${organizationId}::uuid, 'agent', ${agentId}::uuid, 'day', ${day}::date, 1)
      ON CONFLICT (organization_id, scope, scope_id, period, starts_on)
        DO UPDATE SET messages = b.messages + 1 WHERE b.messages < ${most}::int`;
    return counted === 1;
  }
}
