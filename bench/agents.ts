/**
 * What an editor and a list wait for: saving an agent with 20 versions and 30 skills, and listing an organization of
 * 500 agents, over HTTP. Prints times, statements and the plan of the list's query; exits 1 when a target is missed.
 * `npm run bench:agents`, less than a minute.
 */
import { Client } from 'pg';
import { agentPage, type AgentView, agentView } from '../domain/contracts/agents.ts';
import { skillView } from '../domain/contracts/skills.ts';
import { buildAgent, buildApiKey, buildOrganization } from '../prisma/seed/builders.ts';
import { report, type Row, timed } from './figures.ts';
import { type GroundDatabase, withServers } from './grounds.ts';
import { type Api, startApi } from './program.ts';

const [SAVES, VERSIONS, SKILLS] = [100, 20, 30];
const [LISTS, AGENTS, PAGE] = [100, 500, 60];
const TARGET_MS = 100;

interface Bench {
  readonly api: Api;
  readonly database: GroundDatabase;
  readonly organizationId: string;
  readonly key: string;
}

async function ask(
  { api, key }: Bench,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<unknown> {
  const response = await fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
  return JSON.parse(text);
}

async function measureSaves(bench: Bench): Promise<Row> {
  const skillIds: string[] = [];
  for (let i = 0; i < SKILLS; i += 1) {
    const skill = {
      title: `Skill ${String(i)}`,
      description: 'When it is asked for.',
      body: 'Look it up. '.repeat(40),
    };
    skillIds.push(skillView.parse(await ask(bench, 'POST', '/v1/skills', { body: skill })).id);
  }
  const made = { name: 'Replies', kind: 'text_reply', spec: { skillIds } };
  let agent: AgentView = agentView.parse(await ask(bench, 'POST', '/v1/agents', { body: made }));
  const save = async (i: number): Promise<void> => {
    // Every second save links the skills anew.
    const [first = '', ...rest] = agent.spec.skillIds;
    const spec = { rules: [`Rule ${String(i)}`], ...(i % 2 === 0 ? { skillIds: [...rest, first] } : {}) };
    const headers = { 'if-match': `"${String(agent.revision)}"` };
    agent = agentView.parse(await ask(bench, 'PATCH', `/v1/agents/${agent.id}`, { body: { spec }, headers }));
  };
  for (let i = 0; i < VERSIONS + 5; i += 1) await save(i);
  const before = await bench.api.statements();
  const times: number[] = [];
  for (let i = 0; i < SAVES; i += 1) await timed(times, () => save(i));
  const statements = (await bench.api.statements()) - before;
  return {
    what: `save an agent with ${VERSIONS} versions and ${SKILLS} skills`,
    times,
    targetMs: TARGET_MS,
    more: { 'SQL each': (statements / SAVES).toFixed(1) },
  };
}

async function measureLists(bench: Bench): Promise<Row> {
  for (let i = 0; i < AGENTS; i += 1) await buildAgent(bench.database.system, bench.organizationId);
  await analyze(bench);
  const list = async (): Promise<void> => {
    const page = agentPage.parse(await ask(bench, 'GET', `/v1/agents?limit=${PAGE}`));
    if (page.data.length !== PAGE) throw new Error(`a page of ${page.data.length} agents`);
  };
  for (let i = 0; i < 10; i += 1) await list();
  const before = await bench.api.statements();
  const times: number[] = [];
  for (let i = 0; i < LISTS; i += 1) await timed(times, list);
  const statements = (await bench.api.statements()) - before;
  return {
    what: `a page of ${PAGE} of ${AGENTS} agents`,
    times,
    targetMs: TARGET_MS,
    more: { 'SQL each': (statements / LISTS).toFixed(1) },
  };
}

/** As the API asks it: as its role, within the organization. */
async function planOfList({ database, organizationId }: Bench): Promise<string> {
  const client = new Client({ connectionString: database.app });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.org_id', $1, TRUE)`, [organizationId]);
    const { rows } = await client.query<Record<string, string>>(
      `EXPLAIN ANALYZE SELECT * FROM agent WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT ${PAGE + 1}`,
      [organizationId],
    );
    return rows.map((row) => row['QUERY PLAN'] ?? '').join('\n');
  } finally {
    await client.end();
  }
}

async function analyze({ database }: Bench): Promise<void> {
  const client = new Client({ connectionString: database.superuser });
  await client.connect();
  await client.query('ANALYZE').finally(() => client.end());
}

await withServers(async (servers) => {
  const database = await servers.createDatabase('bench_agents');
  const api = await startApi(servers, database);
  try {
    const { organizationId } = await buildOrganization(database.system);
    const { key } = await buildApiKey(database.system, organizationId);
    const bench = { api, database, organizationId, key };
    const isReached = report('Agents', [await measureSaves(bench), await measureLists(bench)]);
    process.stdout.write(`${await planOfList(bench)}\n`);
    process.exitCode = isReached ? 0 : 1;
  } finally {
    await api.stop();
  }
});
