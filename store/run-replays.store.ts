/** Replays: dry runs that take over the beginning of another run's journal, and answer calls as that was answered. */
import type { Provenance } from '../domain/provenance.ts';
import type { Scope } from './database.ts';
import { Prisma } from './prisma.ts';
import { spanIdSql } from './span-sql.ts';

export interface CallName {
  readonly toolName: string;
  readonly argumentsHash: string;
}

export interface RecordedResult {
  readonly status: 'succeeded' | 'failed';
  readonly result: unknown;
  /** Who wrote the result; null when it is the engine's own word. */
  readonly provenance: Provenance | null;
}

export class RunReplayStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /**
   * Copies the turns before `fromTurn` into a run that was just created. They cost nothing again (there is no usage),
   * nothing of theirs has happened in this run (`planned`), and the timeline marks them.
   */
  async takeOver(runId: string, originId: string, fromTurn: number): Promise<void> {
    const { tx, organizationId } = this.#scope;
    const span = (...names: Prisma.Sql[]) =>
      spanIdSql(Prisma.sql`concat_ws(':', ${Prisma.join([Prisma.sql`${runId}::text`, ...names])})`);
    const call = Prisma.sql`CASE kind WHEN 'llm_generation' THEN 'model' ELSE entry->>'callIndex' END`;
    await tx.$executeRaw`
      WITH copied AS (
        INSERT INTO run_step (organization_id, run_id, turn, call_index, kind, status, content, tool_name, effect, risk,
          effect_state, arguments_hash, result, provenance, started_at, finished_at)
        SELECT organization_id, ${runId}::uuid, turn, call_index, kind, status, content, tool_name, effect, risk,
          CASE WHEN effect <> 'pure' THEN 'planned' END, arguments_hash, result, provenance, now(), now()
        FROM run_step
        WHERE organization_id = ${organizationId}::uuid AND run_id = ${originId}::uuid AND turn < ${fromTurn}
        RETURNING kind),
      logged AS (
        INSERT INTO log_entry (id, organization_id, run_id, agent_id, seq, kind, entry, span_id, parent_span_id, duration_ms)
        SELECT gen_random_uuid(), organization_id, ${runId}::uuid, agent_id, row_number() OVER (ORDER BY seq), kind,
          entry || '{"replayed": true}'::jsonb, ${span(Prisma.sql`entry->>'turn'`, call)}, ${span(Prisma.sql`entry->>'turn'`)}, 0
        FROM log_entry
        WHERE organization_id = ${organizationId}::uuid AND run_id = ${originId}::uuid
          AND kind IN ('llm_generation', 'tool_call') AND (entry->>'turn')::int < ${fromTurn}
        RETURNING seq)
      UPDATE run SET turns = ${fromTurn}::int - 1,
        tool_calls = (SELECT count(*) FROM copied WHERE kind = 'tool'),
        next_seq = 1 + (SELECT count(*) FROM logged),
        tainted = tainted OR EXISTS (
          SELECT 1 FROM run origin WHERE origin.organization_id = ${organizationId}::uuid
            AND origin.id = ${originId}::uuid AND origin.tainted)
      WHERE organization_id = ${organizationId}::uuid AND id = ${runId}::uuid`;
  }

  /**
   * What the origin was answered to these calls of a replay, in their order; undefined: it never made such a call. The
   * n-th of several alike, counted from the turn on, gets what the n-th of the origin got from there on, those after the
   * last the same as that; without any from there on, the last one before. A call that a person edited is found by
   * what the model asked, too.
   */
  async recorded(
    { runId, originId, fromTurn }: { runId: string; originId: string; fromTurn: number },
    calls: readonly CallName[],
  ): Promise<(RecordedResult | undefined)[]> {
    const { tx, organizationId } = this.#scope;
    if (calls.length === 0) return [];
    const names = calls.map((call) => call.toolName);
    const hashes = calls.map((call) => call.argumentsHash);
    const rows = await tx.$queryRaw<(RecordedResult & { position: number })[]>`
      WITH wanted AS (
        SELECT w.tool_name, w.hash, w.position::int, row_number() OVER (PARTITION BY w.tool_name, w.hash ORDER BY w.position) +
          (SELECT count(*) FROM run_step mine
           WHERE mine.organization_id = ${organizationId}::uuid AND mine.run_id = ${runId}::uuid AND mine.turn >= ${fromTurn}
             AND mine.tool_name = w.tool_name AND mine.arguments_hash = w.hash) AS nth
        FROM unnest(${names}::text[], ${hashes}::text[]) WITH ORDINALITY AS w(tool_name, hash, position))
      SELECT wanted.position, found.status, found.result, found.provenance
      FROM wanted CROSS JOIN LATERAL (
        SELECT * FROM (
          SELECT step.turn, step.call_index, step.status, step.result, step.provenance, step.turn < ${fromTurn} AS earlier,
            row_number() OVER (PARTITION BY step.turn < ${fromTurn} ORDER BY step.turn, step.call_index) AS n
          FROM run_step step
          WHERE step.organization_id = ${organizationId}::uuid AND step.run_id = ${originId}::uuid
            AND step.status IN ('succeeded', 'failed') AND step.result IS NOT NULL AND step.tool_name = wanted.tool_name
            AND (step.arguments_hash = wanted.hash OR EXISTS (
              SELECT 1 FROM approval a
              WHERE a.organization_id = step.organization_id AND a.run_id = step.run_id AND a.turn = step.turn
                AND a.call_index = step.call_index AND a.subject = 'tool_call' AND a.arguments_hash = wanted.hash))) each
        WHERE each.earlier OR each.n <= wanted.nth
        ORDER BY each.earlier, each.turn DESC, each.call_index DESC LIMIT 1) found`;
    return calls.map((_call, i) => rows.find(({ position }) => position === i + 1));
  }
}
