/**
 * The kill switches of agents and organizations. Setting one ends all open runs in the same transaction: the
 * database says so at once, whatever becomes of Temporal, and the outbox tells the workflows. Whoever starts a run
 * holds a share of the rows that the switch locks, so a run is either refused or there to be ended.
 */
import { AppError } from '../domain/errors.ts';
import { toPublicId } from '../domain/ids.ts';
import { OPEN_STATUSES } from '../domain/run/run-status.ts';
import { AuditStore } from './audit.store.ts';
import type { Scope } from './database.ts';
import { TELL_END } from './outbox.ts';
import { Prisma } from './prisma.ts';
import { spanIdSql } from './span-sql.ts';
import { settleCancelled } from './unknown-effects.ts';

interface Switched {
  readonly name: string;
  readonly killedAt: Date | null;
}

const OF_AGENT = 'This agent was stopped by its kill switch.';
const OF_ORGANIZATION = 'All agents of the organization were stopped by its kill switch.';

export class KillSwitchStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Undefined when there is no such agent. Setting it again ends whatever should be open, and changes nothing else. */
  async killAgent(id: string, actor: string): Promise<{ readonly ended: number } | undefined> {
    const { tx, organizationId } = this.#scope;
    const before = await this.#lockAgent(id);
    if (before === undefined) return undefined;
    await tx.$executeRaw`
      UPDATE agent SET killed_at = coalesce(killed_at, now()), killed_by = coalesce(killed_by, ${actor})
      WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
    const ended = await this.#endRuns(Prisma.sql`AND agent_id = ${id}::uuid`, OF_AGENT);
    const subject = { kind: 'agent', id: toPublicId('agent', id) };
    if (before.killedAt === null) await this.#audit(actor, 'agent.killed', subject, ended);
    return { ended };
  }

  async killOrganization(actor: string): Promise<{ readonly ended: number }> {
    const { tx, organizationId } = this.#scope;
    const before = await this.#lockOrganization();
    await tx.$executeRaw`
      UPDATE organization SET killed_at = coalesce(killed_at, now()), killed_by = coalesce(killed_by, ${actor})
      WHERE id = ${organizationId}::uuid`;
    const ended = await this.#endRuns(Prisma.empty, OF_ORGANIZATION);
    const subject = { kind: 'organization', id: toPublicId('organization', organizationId) };
    if (before.killedAt === null) await this.#audit(actor, 'organization.killed', subject, ended);
    return { ended };
  }

  /** False when the switch was off. Runs that it ended stay ended; they can be retried. */
  async releaseAgent(id: string, actor: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const before = await this.#lockAgent(id);
    if (before === undefined || before.killedAt === null) return false;
    await tx.$executeRaw`
      UPDATE agent SET killed_at = NULL, killed_by = NULL
      WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
    await this.#auditRelease(actor, 'agent.released', { kind: 'agent', id: toPublicId('agent', id) });
    return true;
  }

  async releaseOrganization(actor: string): Promise<boolean> {
    const { tx, organizationId } = this.#scope;
    const before = await this.#lockOrganization();
    if (before.killedAt === null) return false;
    await tx.$executeRaw`
      UPDATE organization SET killed_at = NULL, killed_by = NULL WHERE id = ${organizationId}::uuid`;
    const subject = { kind: 'organization', id: toPublicId('organization', organizationId) };
    await this.#auditRelease(actor, 'organization.released', subject);
    return true;
  }

  /** Not FOR UPDATE: what runs write refers to these rows, and a run's row may be held by who waits for that. */
  async #lockAgent(id: string): Promise<Switched | undefined> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<Switched[]>`
      SELECT name, killed_at AS "killedAt" FROM agent
      WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
    return row;
  }

  async #lockOrganization(): Promise<Switched> {
    const { tx, organizationId } = this.#scope;
    const [row] = await tx.$queryRaw<Switched[]>`
      SELECT name, killed_at AS "killedAt" FROM organization
      WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`;
    if (row === undefined) throw new Error(`there is no organization ${organizationId}`);
    return row;
  }

  /**
   * Ends the open runs, with their open descendants, as one statement. It comes after the lock, so it sees every run
   * that was started before; the rows are locked in the order of their ids, so two switches cannot lock each other out.
   */
  async #endRuns(which: Prisma.Sql, why: string): Promise<number> {
    const { tx, organizationId } = this.#scope;
    const open = Prisma.join([...OPEN_STATUSES]);
    const [hit] = await tx.$queryRaw<{ ended: number; approvals: string[] }[]>`
      WITH RECURSIVE hit AS (
        SELECT id FROM run WHERE organization_id = ${organizationId}::uuid AND status IN (${open}) ${which}
        UNION
        SELECT child.id FROM run child JOIN hit ON child.parent_run_id = hit.id
        WHERE child.organization_id = ${organizationId}::uuid AND child.status IN (${open})),
      before AS (
        SELECT id, status FROM run
        WHERE organization_id = ${organizationId}::uuid AND id IN (SELECT id FROM hit) AND status IN (${open})
        ORDER BY id FOR UPDATE),
      ended AS (
        UPDATE run SET status = 'cancelled', error_code = 'killed', error_message = ${why}, waiting_for = NULL,
          waited_ms = waited_ms + CASE WHEN waiting_since IS NULL THEN 0
            ELSE (extract(epoch FROM now() - waiting_since) * 1000)::bigint END,
          waiting_since = NULL, cancel_requested_at = coalesce(cancel_requested_at, now()), finished_at = now(),
          updated_at = now(), next_seq = next_seq + 1
        FROM before WHERE run.organization_id = ${organizationId}::uuid AND run.id = before.id
        RETURNING run.organization_id, run.id AS run_id, run.agent_id, run.next_seq - 1 AS seq, before.status AS was),
      logged AS (
        INSERT INTO log_entry (id, organization_id, run_id, agent_id, seq, kind, entry, span_id)
        SELECT gen_random_uuid(), organization_id, run_id, agent_id, seq, 'system_event',
          jsonb_build_object('kind', 'system_event', 'event', 'state_changed', 'prevState', was,
            'newState', 'cancelled', 'reason', 'killed: ' || ${why}::text),
          ${spanIdSql(Prisma.sql`run_id::text`)} FROM ended
        ON CONFLICT DO NOTHING),
      closed AS (
        UPDATE approval SET status = 'cancelled', decided_at = now(), decided_by = 'system', decided_via = 'system',
          decision_reason = ${why}
        FROM ended WHERE approval.organization_id = ended.organization_id AND approval.run_id = ended.run_id
          AND approval.status = 'pending'
        RETURNING approval.id::text),
      cleared AS (
        DELETE FROM stream_chunk USING ended
        WHERE stream_chunk.organization_id = ended.organization_id AND stream_chunk.run_id = ended.run_id),
      ordered AS (
        INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
        SELECT organization_id, 'cancel_run', jsonb_build_object('runId', run_id, 'by', 'kill switch'),
          'cancel_run:' || run_id FROM ended
        ON CONFLICT (dedupe_key) DO NOTHING),
      told AS (
        INSERT INTO outbox (organization_id, kind, payload, dedupe_key)
        SELECT organization_id, ${TELL_END}, jsonb_build_object('runId', run_id), ${TELL_END} || ':' || run_id FROM ended
        ON CONFLICT (dedupe_key) DO NOTHING)
      SELECT count(*)::int AS ended, (SELECT coalesce(array_agg(id), '{}') FROM closed) AS approvals FROM ended`;
    await settleCancelled(this.#scope, hit?.approvals ?? []);
    return hit?.ended ?? 0;
  }

  #audit(
    actor: string,
    action: string,
    subject: { readonly kind: string; readonly id: string },
    ended: number,
  ): Promise<void> {
    const after = { killed: true, runsCancelled: ended };
    return new AuditStore(this.#scope).record({ actor, action, subject, before: { killed: false }, after });
  }

  #auditRelease(actor: string, action: string, subject: { kind: string; id: string }): Promise<void> {
    const values = { before: { killed: true }, after: { killed: false } };
    return new AuditStore(this.#scope).record({ actor, action, subject, ...values });
  }
}

/**
 * Holds a share of the two switches until the commit, and throws when one of them is set. Taken before any row of a
 * run is locked: the kill switch locks in that order, too.
 */
export async function refuseIfKilled({ tx, organizationId }: Scope, agentId: string): Promise<void> {
  const [found] = await tx.$queryRaw<{ name: string; agent: boolean; organization: boolean }[]>`
    SELECT agent.name, agent.killed_at IS NOT NULL AS agent, organization.killed_at IS NOT NULL AS organization
    FROM organization JOIN agent ON agent.organization_id = organization.id
    WHERE organization.id = ${organizationId}::uuid AND agent.id = ${agentId}::uuid
    FOR SHARE OF organization, agent`;
  if (found?.organization === true) {
    const remedy = 'An owner or admin releases it with POST /v1/organizations/current/resume.';
    throw new AppError('killed', `The kill switch of the organization is on: no run starts. ${remedy}`);
  }
  if (found?.agent === true) {
    const remedy = 'It is released with POST /v1/agents/{id}/resume.';
    throw new AppError(
      'killed',
      `The kill switch of the agent "${found.name}" is on: it starts no run. ${remedy}`,
    );
  }
}
