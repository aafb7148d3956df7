/**
 * What an editor and a list wait for: saving an agent with 20 versions and 30 skills, and listing an organization of
 * 500 agents, over HTTP. Prints the p95 of each and the plan of the list's query. Run: node --import tsx bench/agents.ts
 */
import { type AgentView, agentView } from '../domain/contracts/agents.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../test/support/api-server.ts';
import { createSkillRow } from '../test/support/system-agent.ts';
import { stopTestStack } from '../test/support/stack.ts';

const SAVES = 100;
const LISTS = 40;
const AGENTS = 500;
const TARGET_MS = 100;

function p95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

async function timed(times: number[], work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  times.push(performance.now() - start);
}

async function measureSaves(api: TestApi, org: TestOrganization): Promise<number[]> {
  const skillIds: string[] = [];
  for (let i = 0; i < 30; i += 1) skillIds.push(await createSkillRow(api, org.id));
  const made = { name: 'Replies', kind: 'text_reply', spec: { skillIds } };
  let agent: AgentView = (await api.post('/v1/agents', org.key, made)).as(agentView);
  const save = async (i: number) => {
    // Every second save links the skills anew.
    const [first = '', ...rest] = agent.spec.skillIds;
    const spec = { rules: [`Rule ${String(i)}`], ...(i % 2 === 0 ? { skillIds: [...rest, first] } : {}) };
    const match = { 'if-match': `"${String(agent.revision)}"` };
    agent = (await api.patch(`/v1/agents/${agent.id}`, org.key, { spec }, match)).as(agentView);
  };
  for (let i = 0; i < 25; i += 1) await save(i);
  const times: number[] = [];
  for (let i = 0; i < SAVES; i += 1) await timed(times, () => save(i));
  return times;
}

async function measureLists(api: TestApi, org: TestOrganization): Promise<number[]> {
  for (let i = 0; i < AGENTS; i += 1) await api.createAgent(org.id);
  await api.sql('ANALYZE agent, agent_version, run');
  const times: number[] = [];
  for (let i = 0; i < LISTS; i += 1) {
    await timed(times, () => api.get('/v1/agents?limit=60', org.key));
  }
  return times;
}

function report(what: string, times: readonly number[]): void {
  const value = p95(times);
  const verdict = value < TARGET_MS ? 'reached' : 'missed';
  process.stdout.write(
    `${what}: p95 ${value.toFixed(1)} ms of ${String(times.length)} (target < ${String(TARGET_MS)} ms: ${verdict})\n`,
  );
}

const api = await startTestApi();
try {
  const org = await api.createOrganization('Bench');
  report('saving an agent with 20 versions and 30 skills', await measureSaves(api, org));
  report(`a page of 60 of ${String(AGENTS)} agents`, await measureLists(api, org));
  const plan = await api.sql<Record<string, string>>(
    `EXPLAIN ANALYZE SELECT * FROM agent WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT 61`,
    [org.id],
  );
  process.stdout.write(`${plan.map((row) => row['QUERY PLAN'] ?? '').join('\n')}\n`);
} finally {
  await api.stop();
  await stopTestStack();
}
