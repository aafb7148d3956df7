/** Organizations made as a sign-up makes them, and what became of their clones. */
import assert from 'node:assert/strict';
import type { Database } from '../../store/database.ts';
import type { Onboarding } from '../../store/generated/client.ts';
import { newId } from '../../store/new-id.ts';
import type { TestDatabase } from './database.ts';
import { queryRows } from './rows.ts';
import { until } from './until.ts';

interface World {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
}

/** The rows of a sign-up, and the order in the same transaction. */
export async function foundOrganization({ testDatabase, database }: World): Promise<string> {
  const [organizationId, ownerId] = [newId(), newId()];
  const email = `${ownerId}@founders.test`;
  await queryRows(
    { testDatabase },
    `INSERT INTO person (id, name, email) VALUES ('${ownerId}', 'Founder', '${email}')`,
  );
  const founding = { name: 'Founded', timeZone: 'Europe/Berlin', ownerId };
  await database.transact(organizationId, (store) => store.organization.found(founding));
  return organizationId;
}

/** The same order once more, as if the row had been written twice. */
export async function orderAgain({ testDatabase }: World, organizationId: string): Promise<void> {
  await queryRows(
    { testDatabase },
    `INSERT INTO outbox (organization_id, kind, payload, dedupe_key) VALUES ($1, 'start_onboarding', '{}', $2)`,
    [organizationId, newId()],
  );
}

export function onboardingOf({ database }: World, organizationId: string): Promise<Onboarding | undefined> {
  return database.transact(organizationId, (store) => store.onboarding.get());
}

export async function onboarded(
  world: World,
  organizationIds: readonly string[],
  timeoutMs = 60_000,
): Promise<void> {
  let waiting: readonly string[] = organizationIds;
  await until(
    async () => {
      const rows = await queryRows<{ organization_id: string }>(
        world,
        `SELECT organization_id FROM onboarding WHERE status = 'pending' AND organization_id = ANY($1)`,
        [organizationIds],
      );
      waiting = rows.map((row) => row.organization_id);
      return waiting.length === 0;
    },
    { what: () => `the onboarding of ${String(waiting.length)} organizations`, timeoutMs },
  );
}

/** Exactly one whole clone of each of these sources, and nothing else. */
export async function assertClones(
  world: World,
  organizationIds: readonly string[],
  sourceIds: readonly string[],
): Promise<void> {
  const rows = await queryRows<{ organization_id: string; sources: string[]; whole: boolean }>(
    world,
    `SELECT a.organization_id, array_agg(a.system_source_id::text ORDER BY a.system_source_id) AS sources,
       bool_and(a.is_system_default AND a.status = 'active' AND v.number = 1 AND v.title = 'From the platform'
         AND a.system_source_version = sv.number AND v.name = s.name AND v.kind = s.kind
         AND (SELECT count(*) FROM agent_version x WHERE x.agent_id = a.id) = 1
         AND (SELECT array_agg(cron ORDER BY cron) FROM schedule WHERE agent_id = a.id)
             IS NOT DISTINCT FROM (SELECT array_agg(cron ORDER BY cron) FROM schedule WHERE agent_id = s.id)
         AND (SELECT array_agg(skill_id ORDER BY position) FROM agent_skill WHERE agent_id = a.id)
             IS NOT DISTINCT FROM (SELECT array_agg(skill_id ORDER BY position) FROM agent_skill WHERE agent_id = s.id)
         AND (SELECT count(*) FROM audit_entry e WHERE e.organization_id = a.organization_id
              AND e.action = 'agent.cloned' AND e.actor = 'system:onboarding') = ${String(sourceIds.length)}) AS whole
     FROM agent a JOIN agent_version v ON v.id = a.current_version_id
     JOIN agent s ON s.id = a.system_source_id JOIN agent_version sv ON sv.id = s.current_version_id
     WHERE a.organization_id = ANY($1) GROUP BY a.organization_id`,
    [organizationIds],
  );
  assert.equal(rows.length, organizationIds.length);
  for (const { organization_id: id, sources, whole } of rows) {
    assert.deepEqual(sources, [...sourceIds].sort(), id);
    assert.ok(whole, `a clone of ${id} is not whole`);
  }
}

/** Ids of the system agents that a new organization gets now. */
export async function activeSources({ testDatabase }: Pick<World, 'testDatabase'>): Promise<string[]> {
  const rows = await queryRows<{ id: string }>(
    { testDatabase },
    `SELECT id FROM agent WHERE organization_id IS NULL AND status = 'active' ORDER BY id`,
  );
  return rows.map((row) => row.id);
}
