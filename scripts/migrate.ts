/**
 * Applies prisma/migrations: the same table and checksums as `prisma migrate deploy`, but with Prisma's engine as
 * WebAssembly from npm, so nothing is downloaded. One process at a time, under an advisory lock.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  MigrationDirectory,
  MigrationList,
  SchemaEngine,
  SchemaFilter,
} from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { loadConfig, required } from '../config/env.ts';
import { withSchemaEngine } from './schema-engine.ts';

export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

export interface MigrateOptions {
  readonly log: (line: string) => void;
  /** Default: Steward's own. */
  readonly migrationsDirectory?: string;
}

/** Arbitrary, but the same for all of Steward's processes on a database. */
const LOCK = 7_383_920_111;
const LOCK_WAIT = '120s';
const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/** Brings the database up to date and returns the names of what was applied. Connects as steward_owner. */
export async function migrate(ownerUrl: string, options: MigrateOptions): Promise<readonly string[]> {
  const lock = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  // Losing the lock's connection ends the server side of it too; the engine's own statements then fail loudly.
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query(`SET lock_timeout = '${LOCK_WAIT}'`);
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await forgetUnfinished(lock, options.log);
    return await apply(ownerUrl, options);
  } finally {
    await lock.end();
  }
}

/**
 * A migration is one script, sent as one transaction: when it was begun and did not finish (an error, a killed
 * process), nothing of it is in the database and it may be tried again.
 */
async function forgetUnfinished(client: pg.Client, log: (line: string) => void): Promise<void> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  if (tables[0]?.exists !== true) return;
  const { rows } = await client.query<{ migration_name: string }>(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL RETURNING migration_name`,
  );
  for (const row of rows)
    log(`migration ${row.migration_name} did not finish last time and was rolled back; trying again`);
}

function apply(ownerUrl: string, { log, migrationsDirectory }: MigrateOptions): Promise<readonly string[]> {
  const migrationsList = readMigrations(migrationsDirectory ?? MIGRATIONS_DIRECTORY);
  return withSchemaEngine(ownerUrl, async (engine) => {
    await refuseEdited(engine, migrationsList);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    for (const name of appliedMigrationNames) log(`applied migration ${name}`);
    if (appliedMigrationNames.length === 0) log('the database is up to date');
    return appliedMigrationNames;
  });
}

async function refuseEdited(engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const { editedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  if (editedMigrationNames.length === 0) return;
  throw new Error(
    `Changed after they were applied: ${editedMigrationNames.join(', ')}. Applied migrations stay as they are; ` +
      'put the change into a new migration. (A development database may simply be deleted.)',
  );
}

function readMigrations(baseDir: string): MigrationList {
  const lockfile = join(baseDir, 'migration_lock.toml');
  const directories = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir,
    lockfile: {
      path: './migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: directories.map((entry) => readMigration(baseDir, entry.name)).sort(byPath),
  };
}

function readMigration(baseDir: string, name: string): MigrationDirectory {
  const content = readFileSync(join(baseDir, name, 'migration.sql'), 'utf8');
  return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: content } } };
}

function byPath(a: MigrationDirectory, b: MigrationDirectory): number {
  return a.path < b.path ? -1 : 1;
}

async function main(): Promise<void> {
  const log = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  await migrate(required(loadConfig().secrets.database.owner, 'DATABASE_OWNER_URL'), { log });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().then(
    // The engine leaves a timer of ten seconds behind that nobody needs to wait for.
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exit(1);
    },
  );
}
