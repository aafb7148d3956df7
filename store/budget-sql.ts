/** Settling a claim on the budgets, as an expression: alone, or together with what the call bought. */
import { Prisma } from './prisma.ts';

export type SettleOutcome = 'settled' | 'released' | 'lost';

/** A cap of which a further share has been reached. */
export interface BudgetAlert {
  readonly scope: 'organization' | 'learning' | 'agent';
  readonly scopeId: string;
  readonly period: 'day' | 'month';
  readonly startsOn: string;
  readonly percent: number;
  readonly capMicroUsd: number | null;
  readonly capTokens: number | null;
  readonly spentMicroUsd: number;
  readonly spentTokens: number;
}

/** What a call really took. */
export interface Taken {
  readonly costMicroUsd: number;
  readonly tokens: number;
}

/** The alerts as JSON, or NULL when the claim was closed before. Locks the ledgers. */
export function settleSql(
  organizationId: string,
  reservationId: string,
  outcome: SettleOutcome,
  { costMicroUsd, tokens }: Taken,
): Prisma.Sql {
  return Prisma.sql`budget_settle(${organizationId}::uuid, ${reservationId}::uuid, ${outcome}, ${costMicroUsd}::bigint,
    ${tokens}::bigint)`;
}
