/**
 * Makes the database and the roles that row security rests on: what only a superuser can do. Everything else
 * (tables, grants, policies) is done by the migrations as steward_owner. May be run again at any time.
 * `npm run create-roles` reads DATABASE_SUPERUSER_URL and the role URLs (for their passwords) of production.
 */
import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { loadConfig, required } from '../config/env.ts';

export const ROLES = ['owner', 'app', 'query', 'system', 'auth', 'platform'] as const;
export type Role = (typeof ROLES)[number];
export type RolePasswords = Readonly<Record<Role, string>>;
/** One URL per role, for the same database. */
export type DatabaseUrls = Readonly<Record<Role, string>>;

export interface CreateRolesOptions {
  readonly database: string;
  readonly passwords: RolePasswords;
}

/** Arbitrary, but the same for all: roles belong to the whole server, so two runs at once must take turns. */
const LOCK = 7_383_920_110;

export function generatePasswords(): RolePasswords {
  return Object.fromEntries(
    ROLES.map((role) => [role, randomBytes(24).toString('base64url')]),
  ) as RolePasswords;
}

export async function createRoles(superuserUrl: string, options: CreateRolesOptions): Promise<DatabaseUrls> {
  await createRolesOnly(superuserUrl, options.passwords);
  await createDatabase(superuserUrl, options.database);
  return roleUrls(superuserUrl, options);
}

/** The URLs of a database whose roles exist already. */
export function roleUrls(anyUrl: string, { database, passwords }: CreateRolesOptions): DatabaseUrls {
  const urlOf = (role: Role): string => {
    const url = new URL(anyUrl);
    url.username = `steward_${role}`;
    url.password = passwords[role];
    url.pathname = `/${encodeURIComponent(database)}`;
    return url.href;
  };
  return Object.fromEntries(ROLES.map((role) => [role, urlOf(role)])) as DatabaseUrls;
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function createRolesOnly(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  return withClient(superuserUrl, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    for (const role of ROLES) await createRole(client, role, passwords[role]);
    await client.query('ALTER ROLE steward_query SET default_transaction_read_only = on');
    await client.query("ALTER ROLE steward_query SET statement_timeout = '5s'");
    await client.query('COMMIT');
  });
}

async function createRole(client: pg.Client, role: Role, password: string): Promise<void> {
  const name = client.escapeIdentifier(`steward_${role}`);
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [`steward_${role}`]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${name}`);
  await client.query(
    `ALTER ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${client.escapeLiteral(password)}`,
  );
}

/** A database that steward_owner owns, and that nobody but Steward's roles may enter. */
export async function createDatabase(superuserUrl: string, database: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    const name = client.escapeIdentifier(database);
    // A managed server's administrator is no real superuser and must be a member of the owner to give it away.
    await client.query('GRANT steward_owner TO CURRENT_USER');
    if (rowCount === 0)
      await client.query(`CREATE DATABASE ${name} OWNER steward_owner ENCODING 'UTF8' TEMPLATE template0`);
    else await client.query(`ALTER DATABASE ${name} OWNER TO steward_owner`);
  });
  const url = new URL(superuserUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  await withClient(url.href, (client) => openDatabaseToRoles(client, database));
}

/** Privileges of a database are not copied with a template: clones need this again. */
export async function openDatabaseToRoles(client: pg.Client, database: string): Promise<void> {
  const roles = ROLES.map((role) => `steward_${role}`).join(', ');
  const name = client.escapeIdentifier(database);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${roles}`);
  await client.query('ALTER SCHEMA public OWNER TO steward_owner');
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await client.query(`GRANT USAGE ON SCHEMA public TO ${roles}`);
}

/** Passwords and database name from the role URLs that the product itself is configured with. */
function readTarget(urls: Readonly<Record<Role, string>>): CreateRolesOptions {
  const passwords = Object.fromEntries(
    ROLES.map((role) => [role, decodeURIComponent(new URL(urls[role]).password)]),
  ) as RolePasswords;
  return { database: decodeURIComponent(new URL(urls.owner).pathname.slice(1)), passwords };
}

async function main(): Promise<void> {
  const { database } = loadConfig().secrets;
  const target = readTarget({
    owner: required(database.owner, 'DATABASE_OWNER_URL'),
    app: required(database.app, 'DATABASE_URL'),
    query: required(database.query, 'DATABASE_QUERY_URL'),
    system: required(database.system, 'DATABASE_SYSTEM_URL'),
    auth: required(database.auth, 'DATABASE_AUTH_URL'),
    platform: required(database.platform, 'DATABASE_PLATFORM_URL'),
  });
  await createRoles(required(database.superuser, 'DATABASE_SUPERUSER_URL'), target);
  process.stdout.write(
    `Database "${target.database}" and the roles ${ROLES.map((role) => `steward_${role}`).join(', ')} are ready.\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  });
}
