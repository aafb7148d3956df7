/** Where the text from outside came from that a run had read when it asked for approval. */
import type { LogEntryBody } from '../domain/contracts/log-entries.ts';
import { OUTSIDE_PROVENANCES } from '../domain/provenance.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';

export interface OutsideRead {
  readonly entry: LogEntryBody;
  readonly at: Date;
  /** How many there are in all. */
  readonly total: number;
  /** Of the entry with which the run began: what it was given, and what of other agents stands in its prompt. */
  readonly input: unknown;
  readonly otherAgents: string | null;
}

/** Newest first. What the calls of the turn that asks bring is read after the question, but where it is asked again. */
export async function outsideReads(
  { tx, organizationId }: Scope,
  { runId, turn, subject, createdAt }: Approval,
  limit: number,
): Promise<OutsideRead[]> {
  return tx.$queryRaw<OutsideRead[]>`
    SELECT l.entry, l.created_at AS at, count(*) OVER ()::int AS total,
      CASE WHEN l.kind = 'system_event' THEN r.input END AS input,
      CASE WHEN l.kind = 'system_event' THEN (
        SELECT part->>'text' FROM prompt p, jsonb_array_elements(p.parts) AS part
        WHERE p.organization_id = r.organization_id AND p.hash = r.prompt_hash AND part->>'origin' = 'other_agents' LIMIT 1
      ) END AS "otherAgents"
    FROM log_entry l
    JOIN run r ON r.organization_id = l.organization_id AND r.id = l.run_id
    WHERE l.organization_id = ${organizationId}::uuid AND l.run_id = ${runId}::uuid
      AND ((l.kind = 'tool_call' AND l.entry->>'provenance' = ANY(${OUTSIDE_PROVENANCES}::text[])
          AND ((l.entry->>'turn')::int < ${turn}::int
            OR (${subject} = 'effect_unknown' AND l.created_at <= ${createdAt}::timestamptz)))
        OR (l.kind = 'system_event' AND l.entry->>'event' = 'run_started' AND l.entry->'data'->'outsideText' IS NOT NULL))
    ORDER BY l.seq DESC LIMIT ${limit}::int`;
}
