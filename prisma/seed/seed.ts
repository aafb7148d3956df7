/** A demo organization to try everything on: its data, its agents and a key. */
import { hashApiKey } from '../../store/api-keys.ts';
import { createClient, json, type Tx } from '../../store/prisma.ts';
import { buildAgent, buildApiKey, buildOrganization, SYSTEM_POOL } from './builders.ts';
import { buildNordlicht, NORDLICHT } from './nordlicht/nordlicht.ts';
import type { Records } from './nordlicht/records.ts';

export interface SeedOptions {
  /** Connection string of the role steward_system. */
  readonly systemUrl: string;
  /** A key that whoever seeds has kept; it is registered when the database does not know it. */
  readonly demoApiKey?: string | undefined;
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

const AGENTS = [
  { kind: 'dashboard_briefing', name: 'Morning briefing' },
  { kind: 'custom_report', name: 'Weekly report' },
  { kind: 'text_reply', name: 'Text reply' },
];
const AUTHOR = 'seed';
const ROWS_AT_ONCE = 1_000;
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
  for (const agent of AGENTS) await buildAgent(tx, NORDLICHT.id, { ...agent, author: AUTHOR });
  log?.(`made the demo organization "${NORDLICHT.name}" with ${records.objects.length} objects`);
}

async function insert(tx: Tx, { objects, links }: Records, now: Date): Promise<void> {
  const rows = objects.map((object) => {
    const knownSince = object.occurredAt < now ? object.occurredAt : now;
    return {
      ...object,
      subtype: object.subtype ?? null,
      status: object.status ?? null,
      properties: json(object.properties ?? {}),
      organizationId: NORDLICHT.id,
      createdAt: knownSince,
      updatedAt: knownSince,
    };
  });
  for (const data of portions(rows)) await tx.object.createMany({ data });
  const linkRows = links.map((link) => ({ ...link, organizationId: NORDLICHT.id }));
  for (const data of portions(linkRows)) await tx.objectLink.createMany({ data });
}

/** A statement takes 65,535 values at most. */
function portions<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    rows.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE),
  );
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
  return tx.agentVersion.findMany({
    where: { organizationId: NORDLICHT.id, number: 1, author: AUTHOR },
    orderBy: { id: 'asc' },
    select: { kind: true, agentId: true },
  });
}
