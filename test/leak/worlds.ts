/**
 * The same API in four worlds: as it is, without the code's own filters, without row security, and without both.
 * Each of the first two layers must hold alone; the last world shows that the suite would see a leak.
 */
import { Client } from 'pg';
import { startTestApi, type TestApi } from '../support/api-server.ts';

export interface World {
  readonly name: string;
  readonly codeFilters: boolean;
  readonly rowSecurity: boolean;
}

export const SAFE_WORLDS: readonly World[] = [
  { name: 'as it is', codeFilters: true, rowSecurity: true },
  {
    name: "with the code's filters taken out, so that row security stands alone",
    codeFilters: false,
    rowSecurity: true,
  },
  {
    name: 'with row security switched off, so that the code stands alone',
    codeFilters: true,
    rowSecurity: false,
  },
];
export const OPEN_WORLD: World = { name: 'with neither', codeFilters: false, rowSecurity: false };

export interface OpenedWorld {
  readonly api: TestApi;
  /** Statements that lost their filter. */
  readonly mutated: () => number;
  readonly close: () => Promise<void>;
}

export async function openWorld(world: World): Promise<OpenedWorld> {
  const filters = world.codeFilters ? { count: () => 0, restore: () => undefined } : removeFilters();
  const api = await startTestApi();
  if (!world.rowSecurity) await switchOffRowSecurity(api);
  const close = async (): Promise<void> => {
    filters.restore();
    await api.stop();
  };
  return { api, mutated: filters.count, close };
}

async function switchOffRowSecurity(api: TestApi): Promise<void> {
  const tables = await api.sql<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity`,
  );
  for (const { name } of tables) await api.sql(`ALTER TABLE "${name}" DISABLE ROW LEVEL SECURITY`);
}

const FILTER = /((?:"\w+"\.)*"organization_id"|\b(?:\w+\.)?organization_id) = \$(\d+)(?:::uuid)?/g;

type Query = (this: Client, ...args: unknown[]) => unknown;

/** What a forgotten filter would look like, in every statement of role steward_app at once. */
function removeFilters(): { count: () => number; restore: () => void } {
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  let count = 0;
  const without = (text: string): string => {
    const open = text.replaceAll(FILTER, '($$$2::uuid IS NOT NULL)');
    if (open !== text) count += 1;
    return open;
  };
  prototype.query = function mutated(first, ...rest) {
    const isApp = (this as Client & { user?: string }).user === 'steward_app';
    if (!isApp) return query.call(this, first, ...rest);
    if (typeof first === 'string') return query.call(this, without(first), ...rest);
    const config = first as { text?: unknown };
    if (typeof config.text !== 'string') return query.call(this, first, ...rest);
    return query.call(this, { ...config, text: without(config.text) }, ...rest);
  };
  return {
    count: () => count,
    restore: () => {
      prototype.query = query;
    },
  };
}
