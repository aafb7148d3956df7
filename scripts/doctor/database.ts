import { readdirSync } from 'node:fs';
import type pg from 'pg';
import type { Config } from '../../config/env.ts';
import { withClient } from '../create-roles.ts';
import { MIGRATIONS_DIRECTORY } from '../migrate.ts';
import { fail, ok, reason, warn, type Finding } from './finding.ts';

const VARIABLES = {
  app: 'DATABASE_URL',
  system: 'DATABASE_SYSTEM_URL',
  query: 'DATABASE_QUERY_URL',
  auth: 'DATABASE_AUTH_URL',
  platform: 'DATABASE_PLATFORM_URL',
} as const;
type CheckedRole = keyof typeof VARIABLES;

export async function checkDatabase({ secrets }: Config): Promise<Finding[]> {
  const { database } = secrets;
  if (database.app === undefined) {
    return [
      warn(
        'database',
        'DATABASE_URL is not set',
        '`npm start` runs an embedded PostgreSQL; the API and worker alone need the variable.',
      ),
    ];
  }
  const findings: Finding[] = [];
  for (const role of Object.keys(VARIABLES) as CheckedRole[])
    findings.push(await checkRole(role, database[role]));
  findings.push(await checkMigrations(database.auth ?? database.owner));
  return findings;
}

async function checkRole(role: CheckedRole, url: string | undefined): Promise<Finding> {
  const variable = VARIABLES[role];
  const check = `database: ${role}`;
  if (url === undefined)
    return fail(check, `${variable} is not set`, `Set it to a login of the role steward_${role}.`);
  try {
    return await withClient(url, (client) => judgeRole(client, check, role));
  } catch (error) {
    return fail(
      check,
      `can't connect: ${reason(error)}`,
      `Check ${variable}; \`npm run create-roles\` makes the roles.`,
    );
  }
}

interface RoleRow {
  readonly name: string;
  readonly super: boolean;
  readonly bypass: boolean;
  readonly owns: boolean;
  readonly version: string;
}

async function judgeRole(client: pg.Client, check: string, role: CheckedRole): Promise<Finding> {
  const { rows } = await client.query<RoleRow>(
    `SELECT rolname AS name, rolsuper AS super, rolbypassrls AS bypass, current_setting('server_version') AS version,
            EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = r.oid) AS owns
     FROM pg_roles r WHERE rolname = current_user`,
  );
  const row = rows[0];
  if (row === undefined)
    return fail(check, 'the server does not know the role', 'Run `npm run create-roles`.');
  const faults = [
    row.super && 'a superuser',
    row.bypass && 'BYPASSRLS',
    row.owns && 'the owner of tables',
  ].filter(Boolean);
  if (faults.length > 0) {
    return fail(
      check,
      `"${row.name}" is ${faults.join(', ')}: row security would not hold`,
      `Use a login of the role steward_${role} in ${VARIABLES[role]}.`,
    );
  }
  if (row.name !== `steward_${role}`) {
    return warn(
      check,
      `connects as "${row.name}"`,
      `${VARIABLES[role]} is meant for the role steward_${role}.`,
    );
  }
  return ok(check, `${row.name}, PostgreSQL ${row.version}`);
}

async function checkMigrations(url: string | undefined): Promise<Finding> {
  const check = 'migrations';
  const remedy = 'Run `npm run migrate` with DATABASE_OWNER_URL.';
  if (url === undefined)
    return warn(check, 'not checked: neither DATABASE_AUTH_URL nor DATABASE_OWNER_URL is set', 'Set one.');
  const wanted = readdirSync(MIGRATIONS_DIRECTORY, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  try {
    const { rows } = await withClient(url, (client) =>
      client.query<{ name: string }>(
        'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
      ),
    );
    const applied = new Set(rows.map(({ name }) => name));
    const missing = wanted.filter((name) => !applied.has(name));
    if (missing.length > 0) return fail(check, `not applied: ${missing.join(', ')}`, remedy);
    return ok(check, `all ${String(wanted.length)} applied`);
  } catch (error) {
    return fail(check, `can't be read: ${reason(error)}`, remedy);
  }
}
