/** Children: runs that another run started by a tool call, and waits for. */
import { OPEN_STATUSES } from '../domain/run/run-status.ts';
import type { Scope } from './database.ts';
import { Prisma } from './prisma.ts';

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

/** What a child has come to. */
export interface EndedChild {
  readonly id: string;
  readonly callIndex: number;
  readonly agentName: string;
  readonly status: string;
  readonly output: unknown;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly tainted: boolean;
}

/** What the children of a run have used and, while they are open, may still use. */
export interface FamilySpent {
  readonly costMicroUsd: number;
  readonly tokens: number;
}

export interface OpenParent {
  readonly depth: number;
  readonly tainted: boolean;
  readonly limits: unknown;
  readonly costMicroUsd: bigint;
  readonly tokens: bigint;
  readonly startedBy: string | null;
  readonly startedByPersonId: string | null;
}

export class DelegationStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Those of the agents that can be asked now, by their UUIDs; the others are as if they were not there. */
  async candidates(agentIds: readonly string[]): Promise<Candidate[]> {
    const { tx, organizationId } = this.#scope;
    if (agentIds.length === 0) return [];
    return tx.agent.findMany({
      where: { organizationId, id: { in: [...agentIds] }, status: 'active', killedAt: null },
      select: { id: true, name: true, kind: true },
      orderBy: { name: 'asc' },
    });
  }

  /** What the agent was called when a run asked for a call. */
  async nameWhenAsked(agentId: string, runId: string, turn: number, callIndex: number): Promise<string> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<{ name: string }[]>`
      SELECT version.name FROM run_step step JOIN agent_version version
        ON version.organization_id = step.organization_id AND version.created_at <= step.created_at
      WHERE step.organization_id = ${organizationId}::uuid AND step.run_id = ${runId}::uuid
        AND step.turn = ${turn} AND step.call_index = ${callIndex} AND version.agent_id = ${agentId}::uuid
      ORDER BY version.number DESC LIMIT 1`;
    return row?.name ?? '';
  }

  /** The child that a call has already started. */
  async childOf(parentRunId: string, turn: number, callIndex: number): Promise<string | undefined> {
    const { tx, organizationId } = this.#scope;
    const child = await tx.run.findFirst({
      where: { organizationId, parentRunId, parentTurn: turn, parentCallIndex: callIndex },
      select: { id: true },
    });
    return child?.id;
  }

  /** The parent, held until the commit; undefined when it may start nothing any more. */
  async lockParent(runId: string): Promise<OpenParent | undefined> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<OpenParent[]>`
      SELECT depth, tainted, limits, cost_micro_usd AS "costMicroUsd", input_tokens + output_tokens AS tokens,
        started_by AS "startedBy", started_by_person_id::text AS "startedByPersonId" FROM run
      WHERE organization_id = ${organizationId}::uuid AND id = ${runId}::uuid
        AND status = 'running' AND cancel_requested_at IS NULL
      FOR UPDATE`;
    return row;
  }

  async ended(parentRunId: string, turn: number): Promise<EndedChild[]> {
    const { tx, organizationId } = this.#scope;
    return tx.$queryRaw<EndedChild[]>`
      SELECT child.id::text, child.parent_call_index AS "callIndex", agent.name AS "agentName", child.status,
        child.output, child.error_code AS "errorCode", child.error_message AS "errorMessage", child.tainted
      FROM run child JOIN agent ON agent.organization_id = child.organization_id AND agent.id = child.agent_id
      WHERE child.organization_id = ${organizationId}::uuid AND child.parent_run_id = ${parentRunId}::uuid
        AND child.parent_turn = ${turn} AND child.status NOT IN (${Prisma.join([...OPEN_STATUSES])})`;
  }

  /** A child that has ended counts with what its whole tree has cost, an open one with all that it may still cost. */
  async spent(runId: string): Promise<FamilySpent> {
    const { tx, organizationId } = this.#scope;
    const open = Prisma.join([...OPEN_STATUSES]);
    const [row] = await tx.$queryRaw<{ cost: bigint; tokens: bigint }[]>`
      WITH RECURSIVE family AS (
        SELECT id, id AS child_id FROM run
        WHERE organization_id = ${organizationId}::uuid AND parent_run_id = ${runId}::uuid
        UNION ALL
        SELECT run.id, family.child_id FROM run JOIN family ON run.parent_run_id = family.id
        WHERE run.organization_id = ${organizationId}::uuid),
      used AS (
        SELECT family.child_id, sum(run.cost_micro_usd) AS cost, sum(run.input_tokens + run.output_tokens) AS tokens
        FROM family JOIN run ON run.id = family.id GROUP BY family.child_id)
      SELECT
        coalesce(sum(greatest(used.cost, CASE WHEN child.status IN (${open})
          THEN (child.limits->>'maxCostMicroUsd')::bigint ELSE 0 END)), 0)::bigint AS cost,
        coalesce(sum(greatest(used.tokens, CASE WHEN child.status IN (${open})
          THEN (child.limits->>'maxTokens')::bigint ELSE 0 END)), 0)::bigint AS tokens
      FROM used JOIN run child ON child.id = used.child_id`;
    return { costMicroUsd: Number(row?.cost ?? 0), tokens: Number(row?.tokens ?? 0) };
  }
}
