/**
 * One write of the journal as one statement: the run's row moves first, everything else is inserted from what
 * that returned. A run that may not move writes nothing. One round trip instead of seven: what a durable step
 * costs is mostly its round trips (`npm run bench`).
 */
import { pinPolicy } from '../domain/approval/approval-policy.ts';
import { fromPublicId } from '../domain/ids.ts';
import { storableJson } from '../domain/storable-json.ts';
import { isFinal, type RunStatus, sourcesOf } from '../domain/run/run-status.ts';
import { type BudgetAlert, settleSql } from './budget-sql.ts';
import type { JournalWrite, NewApproval, NewStep, Payment, StepChange } from './journal-write.ts';
import { logRows } from './log-rows.ts';
import { assignments, sumUsage } from './run-change.ts';
import { Prisma } from './prisma.ts';

export interface WriteCounts {
  /** Null: the claim was closed before, so nothing was written. Undefined: nothing is paid. */
  readonly alerts?: readonly BudgetAlert[] | null;
  readonly moved: number;
  readonly inserted: number;
  readonly changed: number;
}

/** Statuses the run must be in for this write. */
export function statusesOf(write: JournalWrite): readonly RunStatus[] {
  const status = write.change?.status;
  return write.from ?? (status === undefined ? ['running'] : sourcesOf(status));
}

export function journalWriteSql(organizationId: string, write: JournalWrite): Prisma.Sql {
  const { runId, payment, prompt, steps = [], stepChanges = [], approvals = [], log = [] } = write;
  const { entries, usages } = logRows(runId, log);
  const parts = [
    ...unlessMissing(payment, (each) => pay(organizationId, each)),
    moveRun(organizationId, write),
    ...unlessMissing(prompt, storePrompt),
    ...unlessEmpty(steps, insertSteps),
    ...unlessEmpty(stepChanges, changeSteps),
    ...unlessEmpty(approvals, insertApprovals),
    ...unlessEmpty(entries, appendLog),
    ...unlessEmpty(usages, appendUsage),
    ...(endsRun(write) ? [clearStream()] : []),
  ];
  return Prisma.sql`WITH ${Prisma.join(parts)}
    SELECT ${rowsOf('moved')} AS moved,
      ${steps.length === 0 ? NONE : rowsOf('inserted')} AS inserted,
      ${stepChanges.length === 0 ? NONE : rowsOf('changed')} AS changed
      ${payment === undefined ? Prisma.empty : Prisma.sql`, (SELECT alerts FROM paid) AS alerts`}`;
}

const NONE = Prisma.sql`0`;

function rowsOf(part: 'moved' | 'inserted' | 'changed'): Prisma.Sql {
  return Prisma.sql`(SELECT count(*)::int FROM ${Prisma.raw(part)})`;
}

function unlessEmpty<T>(rows: readonly T[], part: (rows: readonly T[]) => Prisma.Sql): Prisma.Sql[] {
  return rows.length === 0 ? [] : [part(rows)];
}

function unlessMissing<T>(value: T | undefined, part: (value: T) => Prisma.Sql): Prisma.Sql[] {
  return value === undefined ? [] : [part(value)];
}

function endsRun({ change }: JournalWrite): boolean {
  return change?.status !== undefined && isFinal(change.status);
}

function pay(organizationId: string, { reservationId, ...taken }: Payment): Prisma.Sql {
  return Prisma.sql`paid AS MATERIALIZED (
    SELECT ${settleSql(organizationId, reservationId, 'settled', taken)} AS alerts)`;
}

/**
 * Later parts read `moved`: without its row they have nothing to insert. `paid` is joined and not asked for in a
 * subquery: should the run have changed while this waited for the ledgers, PostgreSQL looks at the run's new row
 * together with the very row of `paid`, and does not pay again.
 */
function moveRun(organizationId: string, write: JournalWrite): Prisma.Sql {
  const used = sumUsage(write.log ?? []);
  const entries = write.log?.length ?? 0;
  return Prisma.sql`moved AS (
    UPDATE run SET
      next_seq = next_seq + ${entries},
      cost_micro_usd = cost_micro_usd + ${used.cost},
      input_tokens = input_tokens + ${used.input},
      cached_tokens = cached_tokens + ${used.cached},
      output_tokens = output_tokens + ${used.output},
      updated_at = now()${assignments(write.change ?? {})}
    ${write.payment === undefined ? Prisma.sql`WHERE` : Prisma.sql`FROM paid WHERE paid.alerts IS NOT NULL AND`}
      organization_id = ${organizationId}::uuid AND id = ${write.runId}::uuid
      AND status IN (${Prisma.join([...statusesOf(write)])})
      AND (${write.evenIfCancelled === true} OR cancel_requested_at IS NULL)
    RETURNING organization_id, id AS run_id, agent_id, started_by, started_by_person_id,
      next_seq - ${entries} AS first_seq)`;
}

function storePrompt({ hash, parts }: { hash: string; parts: unknown }): Prisma.Sql {
  return Prisma.sql`prompted AS (
    INSERT INTO prompt (organization_id, hash, parts)
    SELECT organization_id, ${hash}, ${storableJson(parts)}::jsonb FROM moved ON CONFLICT DO NOTHING)`;
}

function insertSteps(steps: readonly NewStep[]): Prisma.Sql {
  const rows = steps.map((step) => ({
    turn: step.turn,
    call_index: step.callIndex,
    kind: step.kind,
    status: step.status,
    content: step.content,
    tool_name: step.toolName,
    effect: step.effect,
    risk: step.risk,
    effect_state: step.effect !== undefined && step.effect !== 'pure' ? 'planned' : undefined,
    arguments_hash: step.argumentsHash,
    result: step.result,
    provenance: step.provenance,
    started_at: step.startedAt,
    finished: step.finished === true,
  }));
  return Prisma.sql`inserted AS (
    INSERT INTO run_step (organization_id, run_id, turn, call_index, kind, status, content, tool_name, effect,
      risk, effect_state, arguments_hash, result, provenance, started_at, finished_at)
    SELECT organization_id, run_id, turn, call_index, kind, status, content, tool_name, effect,
      risk, effect_state, arguments_hash, result, provenance, started_at, CASE WHEN finished THEN now() END
    FROM moved, jsonb_to_recordset(${storableJson(rows)}::jsonb) AS step(turn int, call_index int, kind text,
      status text, content jsonb, tool_name text, effect text, risk text, effect_state text,
      arguments_hash text, result jsonb, provenance text, started_at timestamptz, finished boolean)
    ON CONFLICT DO NOTHING RETURNING 1)`;
}

function changeSteps(changes: readonly StepChange[]): Prisma.Sql {
  const rows = changes.map((change) => ({
    turn: change.turn,
    call_index: change.callIndex,
    from_statuses: change.from,
    status: change.status,
    result: change.result,
    provenance: change.provenance,
    content: change.content,
    arguments_hash: change.argumentsHash,
    effect_state: change.effectState,
    started: change.started === true,
    finished: change.finished === true,
    next_attempt: change.nextAttempt === true,
  }));
  return Prisma.sql`changed AS (
    UPDATE run_step AS step SET
      status = change.status,
      result = coalesce(change.result, step.result),
      provenance = coalesce(change.provenance, step.provenance),
      content = coalesce(change.content, step.content),
      arguments_hash = coalesce(change.arguments_hash, step.arguments_hash),
      effect_state = coalesce(change.effect_state, step.effect_state),
      started_at = CASE WHEN change.started THEN now() ELSE step.started_at END,
      finished_at = CASE WHEN change.finished THEN now() ELSE step.finished_at END,
      attempt = step.attempt + change.next_attempt::int
    FROM moved, jsonb_to_recordset(${storableJson(rows)}::jsonb) AS change(turn int, call_index int,
      from_statuses text[], status text, result jsonb, provenance text, content jsonb, arguments_hash text, effect_state text,
      started boolean, finished boolean, next_attempt boolean)
    WHERE step.organization_id = moved.organization_id AND step.run_id = moved.run_id
      AND step.turn = change.turn AND step.call_index = change.call_index
      AND step.status = ANY(change.from_statuses)
    RETURNING 1)`;
}

function insertApprovals(approvals: readonly NewApproval[]): Prisma.Sql {
  const now = Date.now();
  const rows = approvals.map((approval) => ({
    id: approval.id,
    agent_version_id: approval.agentVersionId,
    turn: approval.turn,
    call_index: approval.callIndex,
    subject: approval.subject,
    attempt: approval.attempt,
    tool_name: approval.toolName,
    arguments: approval.arguments,
    arguments_hash: approval.argumentsHash,
    effect: approval.effect,
    risk: approval.risk,
    reason: approval.reason,
    taint: approval.taint,
    expires_at: after(now, approval.timeoutSeconds),
    ...policyColumns(approval, now),
  }));
  return Prisma.sql`asked AS (
    INSERT INTO approval (organization_id, run_id, agent_id, requested_by, requester_person_id, id, agent_version_id,
      turn, call_index, subject, attempt, tool_name, arguments, arguments_hash, effect, risk, reason, taint, expires_at,
      decider_roles, decider_member_ids, four_eyes, escalate_to_roles, remind_at, escalate_at)
    SELECT organization_id, run_id, agent_id, started_by, started_by_person_id, item.*
    FROM moved, jsonb_to_recordset(${storableJson(rows)}::jsonb) AS item(id uuid, agent_version_id uuid,
      turn int, call_index int, subject text, attempt int, tool_name text, arguments jsonb,
      arguments_hash text, effect text, risk text, reason text, taint boolean, expires_at timestamptz,
      decider_roles text[], decider_member_ids uuid[], four_eyes boolean, escalate_to_roles text[],
      remind_at timestamptz, escalate_at timestamptz))`;
}

/** Pinned with the request: a later edit of the agent's policy is none of its business. */
function policyColumns({ policy, risk }: NewApproval, now: number) {
  const { roles, memberIds, fourEyes, escalateToRoles } = pinPolicy(policy, risk);
  const { remindAfterSeconds, escalateAfterSeconds } = policy;
  return {
    decider_roles: roles,
    decider_member_ids: memberIds.flatMap((id) => fromPublicId('member', id) ?? []),
    four_eyes: fourEyes,
    escalate_to_roles: escalateToRoles,
    remind_at: remindAfterSeconds === undefined ? null : after(now, remindAfterSeconds),
    escalate_at: escalateAfterSeconds === undefined ? null : after(now, escalateAfterSeconds),
  };
}

function after(now: number, seconds: number): Date {
  return new Date(now + seconds * 1000);
}

function appendLog(entries: readonly unknown[]): Prisma.Sql {
  return Prisma.sql`logged AS (
    INSERT INTO log_entry (organization_id, run_id, agent_id, seq, id, kind, entry, span_id, parent_span_id, duration_ms)
    SELECT organization_id, run_id, agent_id, first_seq + position, id, kind, entry, span_id, parent_span_id, duration_ms
    FROM moved, jsonb_to_recordset(${storableJson(entries)}::jsonb) AS item(position int, id uuid, kind text,
      entry jsonb, span_id text, parent_span_id text, duration_ms int))`;
}

function appendUsage(usages: readonly unknown[]): Prisma.Sql {
  return Prisma.sql`used AS (
    INSERT INTO usage (organization_id, run_id, agent_id, id, log_entry_id, provider, model, input_tokens,
      cached_tokens, output_tokens, reasoning_tokens, cost_micro_usd, price_source, source, day)
    SELECT organization_id, run_id, agent_id, item.*
    FROM moved, jsonb_to_recordset(${storableJson(usages)}::jsonb) AS item(id uuid, log_entry_id uuid,
      provider text, model text, input_tokens int, cached_tokens int, output_tokens int,
      reasoning_tokens int, cost_micro_usd bigint, price_source text, source text, day date))`;
}

/** Nobody streams the tokens of a run that has ended: its answer is in the timeline. */
function clearStream(): Prisma.Sql {
  return Prisma.sql`cleared AS (
    DELETE FROM stream_chunk USING moved
    WHERE stream_chunk.organization_id = moved.organization_id AND stream_chunk.run_id = moved.run_id)`;
}
