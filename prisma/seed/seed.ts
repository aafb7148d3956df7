/** A demo organization to try everything on: its data, its agents and a key. */
import { hashApiKey } from '../../store/api-keys.ts';
import { OnboardingStore } from '../../store/onboarding.store.ts';
import { createClient, type Tx } from '../../store/prisma.ts';
import { buildApiKey, buildOrganization, SYSTEM_POOL } from './builders.ts';
import { type DemoLogin, seedDemoPerson } from './demo-person.ts';
import { buildNordlicht, NORDLICHT } from './nordlicht/nordlicht.ts';
import type { Records, SeedObject } from './nordlicht/records.ts';

export interface SeedOptions {
  /** Connection string of the role steward_system. */
  readonly systemUrl: string;
  /** A key that whoever seeds has kept; it is registered when the database does not know it. */
  readonly demoApiKey?: string | undefined;
  /** Somebody to log in as; nobody when it is not given. */
  readonly demoLogin?: DemoLogin | undefined;
  /** The moment that the data is told from. */
  readonly now?: Date;
  readonly log?: (line: string) => void;
}

export interface SeedResult {
  /** Undefined: made by an earlier seeding, and only a hash of it was kept. */
  readonly demoApiKey: string | undefined;
  readonly organizationId: string;
  readonly agents: readonly { readonly kind: string; readonly agentId: string }[];
  /** False: it was there already, and nothing of it was changed. */
  readonly created: boolean;
}

/** Two seedings at once: the second waits, and finds everything done. */
const LOCK = 7_301_846;

/** All or nothing. Throws when the given key is malformed or belongs to another organization. */
export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const client = createClient(options.systemUrl, SYSTEM_POOL);
  try {
    return await client.$transaction((tx) => seed(tx, options), { timeout: 60_000, maxWait: 10_000 });
  } finally {
    await client.$disconnect();
  }
}

async function seed(tx: Tx, options: SeedOptions): Promise<SeedResult> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`;
  const existing = await tx.organization.findUnique({ where: { id: NORDLICHT.id } });
  const created = existing === null;
  if (created) await createNordlicht(tx, options);
  if (options.demoLogin !== undefined) await seedDemoPerson(tx, NORDLICHT.id, options.demoLogin);
  return {
    demoApiKey: await registerKey(tx, options, created),
    organizationId: NORDLICHT.id,
    agents: await agentsOf(tx),
    created,
  };
}

async function createNordlicht(tx: Tx, { now = new Date(), log }: SeedOptions): Promise<void> {
  await buildOrganization(tx, NORDLICHT);
  const records = buildNordlicht(now);
  await insert(tx, records, now);
  // The same clones as every organization gets, only at once.
  await new OnboardingStore({ tx, organizationId: NORDLICHT.id }).cloneAll();
  log?.(`made the demo organization "${NORDLICHT.name}" with ${records.objects.length} objects`);
}

/** One statement a table, its rows as one JSON value: many times faster than a parameter for each column. */
async function insert(tx: Tx, { objects, links }: Records, now: Date): Promise<void> {
  const knownSince = (object: SeedObject): Date => (object.occurredAt < now ? object.occurredAt : now);
  const rows = objects.map((object) => ({ ...object, knownSince: knownSince(object) }));
  await tx.$executeRaw`
    INSERT INTO object (id, organization_id, type, subtype, name, status, properties, occurred_at, created_at, updated_at)
    SELECT id, ${NORDLICHT.id}::uuid, type, subtype, name, status, properties, "occurredAt", "knownSince", "knownSince"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
         AS row (id uuid, type text, subtype text, name text, status text, properties jsonb,
                 "occurredAt" timestamptz, "knownSince" timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO object_link (organization_id, from_id, relation, to_id)
    SELECT ${NORDLICHT.id}::uuid, "fromId", relation, "toId"
    FROM jsonb_to_recordset(${JSON.stringify(links)}::jsonb) AS row ("fromId" uuid, relation text, "toId" uuid)`;
}

async function registerKey(tx: Tx, options: SeedOptions, created: boolean): Promise<string | undefined> {
  const { demoApiKey, log } = options;
  if (demoApiKey === undefined && !created) return undefined;
  if (demoApiKey !== undefined && (await isRegistered(tx, demoApiKey))) return demoApiKey;
  const { key } = await buildApiKey(tx, NORDLICHT.id, {
    name: 'Demo key',
    ...(demoApiKey === undefined ? {} : { key: demoApiKey }),
  });
  log?.('registered a demo API key');
  return key;
}

async function isRegistered(tx: Tx, secret: string): Promise<boolean> {
  const key = await tx.apiKey.findUnique({ where: { secretHash: hashApiKey(secret) } });
  if (key !== null && key.organizationId !== NORDLICHT.id) {
    throw new Error('The given demo API key belongs to another organization; leave it out to get a new one.');
  }
  return key !== null;
}

/** Only its own: people make agents of these kinds, too. */
async function agentsOf(tx: Tx): Promise<{ kind: string; agentId: string }[]> {
  const agents = await tx.agent.findMany({
    where: { organizationId: NORDLICHT.id, systemSourceId: { not: null } },
    orderBy: { systemSourceId: 'asc' },
    select: { kind: true, id: true },
  });
  return agents.map(({ kind, id }) => ({ kind, agentId: id }));
}
