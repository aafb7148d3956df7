/** Readiness of the database: does it answer, and does it have the migrations that this build was made for? */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../config/checkout.ts';
import type { AuthDatabase } from '../../store/auth/authenticate.ts';
import type { Probe } from '../context.ts';

const MIGRATIONS = join(ROOT, 'prisma/migrations');

export function createDatabaseProbes(auth: AuthDatabase): {
  readonly database: Probe;
  readonly migrations: Probe;
} {
  const wanted = readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return {
    database: () => auth.ping(),
    migrations: async () => {
      const applied = await auth.appliedMigrations();
      const missing = wanted.filter((name) => !applied.includes(name));
      if (missing.length > 0) throw new Error(`not applied: ${missing.join(', ')}; run npm run migrate`);
    },
  };
}
