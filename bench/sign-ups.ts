/**
 * Sign-ups one after the other, one in ten sent twice: how long each takes apart from hashing the password, how long
 * until the organization has its agents, and whether there are exactly as many as there should be, once each.
 * `npm run bench:sign-ups`, about a minute; `-- --count 1000` for more. Exits 1 when that is not so.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { meView } from '../domain/contracts/people.ts';
import { requireUuid } from '../domain/ids.ts';
import { hashPassword } from '../store/auth/password.ts';
import { percentile, report, timed } from './figures.ts';
import { withServers } from './grounds.ts';
import { type Api, startApi, startWorker } from './program.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100' } } });
const COUNT = Number(values.count);
const TARGET_MS = 300;
const PASSWORD = 'correct horse battery';
/** For all clones, after the last sign-up. */
const PATIENCE_MS = 60_000 + COUNT * 1_000;

interface Times {
  readonly first: number[];
  readonly repeats: number[];
  readonly hashing: number[];
}

/** Answers the organization's id. */
async function signUp(url: string, i: number): Promise<string> {
  const response = await fetch(`${url}/v1/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({
      name: 'Alma',
      email: `alma-${String(i)}@school.test`,
      password: PASSWORD,
      organizationName: `School ${String(i)}`,
      timeZone: 'Europe/Berlin',
    }),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`a sign-up answered ${String(response.status)}: ${text}`);
  const [membership] = meView.parse(JSON.parse(text)).memberships;
  return requireUuid('organization', membership?.organizationId ?? '');
}

/** Every tenth is sent twice: in turns at the same moment and afterwards. */
async function signUpAll(url: string): Promise<{ ids: string[]; times: Times }> {
  const times: Times = { first: [], repeats: [], hashing: [] };
  const ids = new Set<string>();
  for (let i = 0; i < COUNT; i += 1) {
    // Beside the sign-ups, because a busy machine hashes more slowly.
    if (i % 5 === 0) await timed(times.hashing, () => hashPassword(PASSWORD));
    if (i % 20 === 10) {
      const both = [1, 2].map(() => timed(times.repeats, () => signUp(url, i)));
      for (const id of await Promise.all(both)) ids.add(id);
    } else {
      ids.add(await timed(times.first, () => signUp(url, i)));
    }
    if (i % 20 === 0) ids.add(await timed(times.repeats, () => signUp(url, i)));
  }
  return { ids: [...ids], times };
}

interface Organization {
  readonly agents: number;
  readonly sources: number;
  /** From the organization's row to that of its last agent. */
  readonly ms: number | null;
}

async function organizations(pool: Pool, ids: readonly string[]): Promise<Organization[]> {
  const { rows } = await pool.query<Organization>(
    `SELECT count(a.id)::int AS agents, count(DISTINCT a.system_source_id)::int AS sources,
            extract(epoch FROM max(a.created_at) - o.created_at)::float8 * 1000 AS ms
     FROM organization o LEFT JOIN agent a ON a.organization_id = o.id
     WHERE o.id = ANY($1) GROUP BY o.id`,
    [ids],
  );
  return rows;
}

async function allOnboarded(pool: Pool): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await pool.query<{ open: number }>(
      `SELECT (SELECT count(*) FROM onboarding WHERE status <> 'done')::int
            + (SELECT count(*) FROM outbox WHERE done_at IS NULL)::int AS open`,
    );
    if (rows[0]?.open === 0) return;
    if (Date.now() > deadline) throw new Error(`${String(rows[0]?.open)} orders are still not carried out`);
    await sleep(100);
  }
}

async function measure({ url, statements }: Api, pool: Pool): Promise<boolean> {
  const expected = await count(pool, `agent WHERE organization_id IS NULL AND status = 'active'`);
  // The first requests of a process are those of the compiler.
  for (let i = 0; i < 5; i += 1) await signUp(url, COUNT + i);
  await allOnboarded(pool);
  const sentBefore = await statements();
  const startedAt = performance.now();
  const { ids, times } = await signUpAll(url);
  const signedUpAt = performance.now();
  const sent = (await statements()) - sentBefore;
  await allOnboarded(pool);
  const waited = (performance.now() - signedUpAt) / 1000;
  const found = await organizations(pool, ids);
  const requests = times.first.length + times.repeats.length;
  const hashing = percentile(times.hashing, 0.5);
  const isReached = report(`${COUNT} sign-ups in ${((signedUpAt - startedAt) / 1000).toFixed(1)} s`, [
    { what: 'sign-up', times: times.first, more: { 'SQL each': (sent / requests).toFixed(1) } },
    { what: 'hashing alone', times: times.hashing },
    { what: 'sign-up without hashing', times: times.first.map((ms) => ms - hashing), targetMs: TARGET_MS },
    { what: 'sent twice', times: times.repeats },
    { what: `until ${expected} agents`, times: found.map(({ ms }) => ms ?? Number.NaN) },
  ]);
  const isExact = ({ agents, sources }: Organization): boolean => agents === expected && sources === expected;
  const wrong = found.filter((one) => !isExact(one)).length + Math.abs(COUNT - found.length);
  process.stdout.write(
    `${found.length} organizations, all complete ${waited.toFixed(1)} s after the last sign-up; ` +
      `${wrong === 0 ? `each has exactly ${expected} agents` : `${wrong} are not as they should be`}\n`,
  );
  return isReached && wrong === 0;
}

async function count(pool: Pool, from: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${from}`);
  return rows[0]?.count ?? 0;
}

await withServers(async (servers) => {
  const database = await servers.createDatabase('bench_sign_ups');
  const [api, worker] = await Promise.all([startApi(servers, database), startWorker(servers, database)]);
  const pool = new Pool({ connectionString: database.superuser, max: 2 });
  try {
    process.exitCode = (await measure(api, pool)) ? 0 : 1;
  } finally {
    await pool.end();
    await Promise.all([api.stop(), worker.stop()]);
  }
});
