/**
 * What a step of a run begins with, as one statement: the run, its latest steps and, when asked for, the facts. What a
 * durable step costs is mostly its round trips (`npm run bench`).
 */
import { columnOf, columnsOf } from './columns.ts';
import type { Run, RunStep } from './generated/client.ts';
import type { PinnedFacts } from './journal.store.ts';
import { Prisma } from './prisma.ts';

export interface RunPlace {
  readonly organizationId: string;
  readonly runId: string;
}

export type FactsRow = Omit<PinnedFacts, 'organization'> & {
  readonly name: string;
  readonly timeZone: string;
};

export type StateRow = Run & { readonly steps: readonly StoredStep[] } & Partial<FactsRow>;

/** As JSON has it. */
type StoredStep = Omit<RunStep, (typeof STEP_TIMES)[number]> &
  Readonly<Record<(typeof STEP_TIMES)[number], string | null>>;

const STEP_TIMES = ['startedAt', 'finishedAt', 'createdAt'] as const;

/** The steps of the last turns, and calls of unknown outcome however long ago: they bind what the run may still do. */
export function stateSql(place: RunPlace, lastTurns: number, withFacts: boolean): Prisma.Sql {
  return Prisma.sql`
    SELECT ${RUN_COLUMNS},
      (SELECT coalesce(json_agg(json_build_object(${STEP_PAIRS}) ORDER BY s.turn, s.call_index), '[]')
       FROM run_step s
       WHERE s.organization_id = r.organization_id AND s.run_id = r.id
         AND (s.turn > r.turns - ${lastTurns}::int OR s.status = 'unknown')) AS steps
      ${withFacts ? Prisma.sql`, ${FACTS_COLUMNS}` : Prisma.empty}
    FROM run r ${withFacts ? FACTS_JOINS : Prisma.empty}
    WHERE r.organization_id = ${place.organizationId}::uuid AND r.id = ${place.runId}::uuid`;
}

export function factsSql({ organizationId, runId }: RunPlace): Prisma.Sql {
  return Prisma.sql`
    SELECT ${FACTS_COLUMNS} FROM run r ${FACTS_JOINS}
    WHERE r.organization_id = ${organizationId}::uuid AND r.id = ${runId}::uuid`;
}

export function toStep(stored: StoredStep): RunStep {
  const times = STEP_TIMES.map((name) => {
    const time = stored[name];
    return [name, time === null ? null : new Date(time)];
  });
  return { ...stored, ...Object.fromEntries(times) } as RunStep;
}

const RUN_COLUMNS = columnsOf(Prisma.RunScalarFieldEnum, 'r');

const STEP_PAIRS = Prisma.raw(
  Object.values(Prisma.RunStepScalarFieldEnum)
    .map((field) => `'${field}', s.${columnOf(field)}`)
    .join(', '),
);

const FACTS_COLUMNS = Prisma.raw(`
  coalesce(r.draft_spec, v.spec) AS spec, v.name AS "agentName", o.name, o.time_zone AS "timeZone", p.parts AS "promptParts",
  v.number AS "versionNumber",
  (WITH RECURSIVE origin AS (
     SELECT r.trigger, r.origin_run_id
     UNION ALL
     SELECT o.trigger, o.origin_run_id FROM origin
     JOIN run o ON o.organization_id = r.organization_id AND o.id = origin.origin_run_id)
   SELECT bool_or(origin.trigger = 'parent_run') FROM origin) AS "handedOn",
  (SELECT l.entry->'data'->'rules' FROM log_entry l
   WHERE l.organization_id = r.organization_id AND l.run_id = r.id AND l.entry->>'event' = 'rules_applied'
   ORDER BY l.seq LIMIT 1) AS "appliedRules"`);

const FACTS_JOINS = Prisma.raw(`
  JOIN agent_version v ON v.organization_id = r.organization_id AND v.id = r.agent_version_id
  JOIN organization o ON o.id = r.organization_id
  LEFT JOIN prompt p ON p.organization_id = r.organization_id AND p.hash = r.prompt_hash`);
