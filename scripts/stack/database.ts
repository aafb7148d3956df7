/** The stack's database: embedded, or the one that the environment names; with roles, migrations and demo data. */
import { join } from 'node:path';
import { required, type Config } from '../../config/env.ts';
import type { DemoLogin } from '../../prisma/seed/demo-person.ts';
import { runSeed } from '../../prisma/seed/seed.ts';
import { createRoles, type DatabaseUrls } from '../create-roles.ts';
import { migrate } from '../migrate.ts';
import { keptDemoApiKey, keptDemoPassword, keptPasswords } from './data-files.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { prefixed, type Log } from './log-lines.ts';
import type { Supervisor } from './supervisor.ts';

export interface PreparedDatabase {
  readonly urls: DatabaseUrls;
  readonly demoApiKey: string;
  /** Undefined where others than this machine could try it. */
  readonly demoLogin: DemoLogin | undefined;
}

const DATABASE = 'steward';
const DEMO_EMAIL = 'demo@steward.test';

export async function prepareDatabase(
  config: Config,
  supervisor: Supervisor,
  write: Log,
): Promise<PreparedDatabase> {
  const log = prefixed('database', write);
  const urls =
    config.secrets.database.app === undefined ? await embedded(config, supervisor, log) : configured(config);
  await migrate(urls.owner, { log });
  const demoApiKey = keptDemoApiKey(config.dataDir);
  const demoLogin = isLoopback(config.http.host)
    ? { email: DEMO_EMAIL, password: keptDemoPassword(config.dataDir) }
    : undefined;
  await runSeed({ systemUrl: urls.system, demoApiKey, demoLogin, log });
  return { urls, demoApiKey, demoLogin };
}

async function embedded(config: Config, supervisor: Supervisor, log: Log): Promise<DatabaseUrls> {
  // A restart must come up where the others look for it.
  const last: { port?: number } = {};
  const server = await supervisor.add({
    name: 'postgres',
    start: () =>
      startEmbeddedPostgres({
        dataDir: join(config.dataDir, 'postgres'),
        ...last,
        log: onlyTroubles(log),
      }),
  });
  last.port = server.port;
  log(`PostgreSQL answers on 127.0.0.1:${String(server.port)}`);
  return createRoles(server.superuserUrl, { database: DATABASE, passwords: keptPasswords(config.dataDir) });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

const ORDINARY = / (LOG|STATEMENT|DETAIL|HINT|CONTEXT): /;

/** How Prisma's engine finds out that a database is new, and how we find out that the server is not ready yet. */
const OWN_QUESTIONS = /relation "_prisma_migrations" does not exist|the database system is starting up/;

/** PostgreSQL tells a lot about its ordinary life. */
function onlyTroubles(log: Log): Log {
  return (line) => {
    if (!ORDINARY.test(line) && !OWN_QUESTIONS.test(line)) log(line);
  };
}

function configured(config: Config): DatabaseUrls {
  const { database } = config.secrets;
  return {
    app: required(database.app, 'DATABASE_URL'),
    owner: required(database.owner, 'DATABASE_OWNER_URL'),
    system: required(database.system, 'DATABASE_SYSTEM_URL'),
    query: required(database.query, 'DATABASE_QUERY_URL'),
    auth: required(database.auth, 'DATABASE_AUTH_URL'),
    platform: required(database.platform, 'DATABASE_PLATFORM_URL'),
  };
}
