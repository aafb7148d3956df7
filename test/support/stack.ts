/**
 * What a suite needs from the outside world, started once per test process and only when first asked for: one
 * PostgreSQL server with a template database, one Temporal server, one demo model. All of them real.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRoles, generatePasswords, type DatabaseUrls } from '../../scripts/create-roles.ts';
import { startDemoModel, type RunningDemoModel } from '../../scripts/demo-model/server.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../scripts/stack/embedded-postgres.ts';
import { startTemporal, type TemporalServer } from '../../scripts/stack/temporal-server.ts';
import {
  cloneDatabase,
  createTemplateDatabase,
  type TemplateDatabase,
  type TestDatabase,
} from './database.ts';

type Stop = () => Promise<void> | void;

/** In the order in which things were started; stopped in the opposite order. */
const stops: Stop[] = [];
const lines: string[] = [];
let directory: string | undefined;

/** Servers' last words, for the message of a start that failed. */
function remember(line: string): void {
  lines.push(line);
  if (lines.length > 200) lines.shift();
}

function temporaryDirectory(): string {
  if (directory !== undefined) return directory;
  const made = mkdtempSync(join(tmpdir(), 'steward-test-'));
  // Closed by default; as root, PostgreSQL runs as a user that must get in.
  chmodSync(made, 0o755);
  directory = made;
  stops.push(() => {
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}

/** One start, however many ask; a failure is told with the servers' own lines. */
function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= start().catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${lines.slice(-20).join('\n')}`, { cause: error });
    });
    return started;
  };
}

/** Does not survive a crash of the machine, which makes it fast. */
export const testPostgres = once(async (): Promise<EmbeddedPostgres> => {
  const dataDir = join(temporaryDirectory(), 'postgres');
  const server = await startEmbeddedPostgres({ dataDir, durable: false, log: remember });
  stops.push(async () => {
    await server.stop();
    server.destroy();
  });
  return server;
});

/** Roles belong to the server, so all databases of this process share their logins. */
const passwords = generatePasswords();

/** Roles, but no migration yet. */
export async function createEmptyDatabase(name: string): Promise<DatabaseUrls> {
  const { superuserUrl } = await testPostgres();
  return createRoles(superuserUrl, { database: name, passwords });
}

const template = once(async (): Promise<TemplateDatabase> => {
  const { superuserUrl } = await testPostgres();
  return createTemplateDatabase(superuserUrl, passwords);
});

export async function createTestDatabase(): Promise<TestDatabase> {
  const { superuserUrl } = await testPostgres();
  return cloneDatabase(superuserUrl, await template());
}

export const testTemporal = once(async (): Promise<TemporalServer> => {
  const server = await startTemporal({ dbFile: join(temporaryDirectory(), 'temporal.db'), log: remember });
  stops.push(server.stop);
  return server;
});

export const testDemoModel = once(async (): Promise<RunningDemoModel> => {
  const server = await startDemoModel();
  stops.push(server.close);
  return server;
});

/** For the root hook, and for a test process that is told to end. */
export async function stopTestStack(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
  directory = undefined;
}

/** Mocha ends at once on a second signal; until then the servers get their ordered stop. */
function stopOnSignal(signal: NodeJS.Signals): void {
  process.once(signal, () => {
    void stopTestStack().finally(() => {
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  });
}
stopOnSignal('SIGINT');
stopOnSignal('SIGTERM');
