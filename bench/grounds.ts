/** What a benchmark stands on: PostgreSQL with fsync, Temporal's development server and a model without latency. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoModel } from '../scripts/demo-model/server.ts';
import { createRoles, type DatabaseUrls, generatePasswords } from '../scripts/create-roles.ts';
import { migrate } from '../scripts/migrate.ts';
import { startEmbeddedPostgres } from '../scripts/stack/embedded-postgres.ts';
import { startTemporal } from '../scripts/stack/temporal-server.ts';

export interface GroundDatabase extends DatabaseUrls {
  readonly superuser: string;
}

export interface Servers {
  readonly temporalAddress: string;
  readonly modelUrl: string;
  /** A migrated database of that name. */
  readonly createDatabase: (name: string) => Promise<GroundDatabase>;
}

export async function withServers(work: (servers: Servers) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const log = () => undefined;
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), log });
  const temporal = await startTemporal({ dbFile: join(directory, 'temporal.db'), log });
  const demo = await startDemoModel();
  const passwords = generatePasswords();
  const createDatabase = async (database: string): Promise<GroundDatabase> => {
    const urls = await createRoles(postgres.superuserUrl, { database, passwords });
    await migrate(urls.owner, { log });
    return { ...urls, superuser: Object.assign(new URL(postgres.superuserUrl), { pathname: database }).href };
  };
  try {
    await work({ temporalAddress: temporal.address, modelUrl: demo.url, createDatabase });
  } finally {
    await demo.close();
    await temporal.stop();
    await postgres.stop();
    postgres.destroy();
    rmSync(directory, { recursive: true, force: true });
  }
}
