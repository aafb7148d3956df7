/** A database of its own for every suite, cloned from one template with roles and migrations applied. */
import {
  createRoles,
  generatePasswords,
  openDatabaseToRoles,
  roleUrls,
  withClient,
  type DatabaseUrls,
  type RolePasswords,
} from '../../scripts/create-roles.ts';
import { migrate } from '../../scripts/migrate.ts';

export interface TemplateDatabase {
  readonly name: string;
  readonly passwords: RolePasswords;
}

/** The URLs of the five roles, and the superuser's for what tests look at behind the product's back. */
export interface TestDatabase extends DatabaseUrls {
  readonly name: string;
  readonly superuser: string;
  readonly drop: () => Promise<void>;
}

let clones = 0;

/** Roles and migrations, once per server. */
export async function createTemplateDatabase(
  superuserUrl: string,
  passwords: RolePasswords = generatePasswords(),
  name = 'steward_template',
): Promise<TemplateDatabase> {
  const urls = await createRoles(superuserUrl, { database: name, passwords });
  await migrate(urls.owner, { log: () => undefined });
  return { name, passwords };
}

export async function cloneDatabase(
  superuserUrl: string,
  template: TemplateDatabase,
  name?: string,
): Promise<TestDatabase> {
  clones += 1;
  const database = name ?? `steward_test_${String(process.pid)}_${String(clones)}`;
  await withClient(superuserUrl, async (client) => {
    const [target, source] = [client.escapeIdentifier(database), client.escapeIdentifier(template.name)];
    await client.query(`CREATE DATABASE ${target} OWNER steward_owner TEMPLATE ${source}`);
  });
  const superuser = new URL(superuserUrl);
  superuser.pathname = `/${database}`;
  await withClient(superuser.href, (client) => openDatabaseToRoles(client, database));
  return {
    name: database,
    superuser: superuser.href,
    ...roleUrls(superuserUrl, { database, passwords: template.passwords }),
    drop: () => dropDatabase(superuserUrl, database),
  };
}

/** FORCE ends the sessions that a suite forgot. */
async function dropDatabase(superuserUrl: string, database: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)} WITH (FORCE)`);
  });
}
