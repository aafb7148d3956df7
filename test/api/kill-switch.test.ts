import assert from 'node:assert/strict';
import { type AgentView, agentView, organizationView } from '../../domain/contracts/agents.ts';
import { approvalView } from '../../domain/contracts/approvals.ts';
import { auditPage } from '../../domain/contracts/audit.ts';
import { type RunView, runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('the kill switch', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const post = (path: string, key = org.key, body?: unknown) => api.post(path, key, body);
  const read = async (id: string): Promise<RunView> => (await api.get(`/v1/runs/${id}`, org.key)).as(runView);
  const readAgent = async (id: string): Promise<AgentView> =>
    (await api.get(`/v1/agents/${id}`, org.key)).as(agentView);
  const start = (agentId: string, more: object = {}) =>
    post('/v1/runs', org.key, { agentId, input: {}, ...more });
  const KILL = '/v1/organizations/current/kill';
  const RESUME = '/v1/organizations/current/resume';

  /** Runs of the agent in each open status. */
  async function openRuns(agentId: string): Promise<RunView[]> {
    const [queued, running, waiting] = await Promise.all(
      [1, 2, 3].map(async () => (await start(agentId)).as(runView)),
    );
    assert.ok(queued && running && waiting);
    await api.sql(`UPDATE run SET status = 'running', started_at = now() WHERE id = $1`, [
      requireUuid('run', running.id),
    ]);
    await api.sql(
      `UPDATE run SET status = 'waiting', waiting_for = 'person', waiting_since = now() - interval '5 s' WHERE id = $1`,
      [requireUuid('run', waiting.id)],
    );
    return [queued, running, waiting];
  }

  it('of an agent ends its open runs at once, with the reason, and tells their workflows', async () => {
    const [agentId, otherId] = [await api.createAgent(org.id), await api.createAgent(org.id)];
    const runs = await openRuns(agentId);
    const untouched = (await start(otherId)).as(runView);
    const killed = (await post(`/v1/agents/${agentId}/kill`)).as(agentView);
    assert.match(killed.killed?.by ?? '', /^key:key_/);
    assert.equal(killed.revision, 1, 'no edit: whoever edits the agent is not disturbed');
    assert.equal(killed.status, 'active');
    for (const { id } of runs) {
      const run = await read(id);
      assert.equal(run.status, 'cancelled');
      assert.equal(run.error?.code, 'killed');
      assert.match(run.error.message, /kill switch/);
      assert.ok(run.finishedAt);
      const uuid = requireUuid('run', id);
      const [last] = await api.sql<{
        entry: { newState: string; reason: string };
        seq: number;
        next: number;
      }>(
        `SELECT l.entry, l.seq, r.next_seq AS next FROM log_entry l JOIN run r ON r.id = l.run_id WHERE run_id = $1 ORDER BY l.seq DESC LIMIT 1`,
        [uuid],
      );
      assert.equal(last?.entry.newState, 'cancelled');
      assert.match(last.entry.reason, /^killed: /);
      assert.equal(last.next, last.seq + 1);
      const orders = await api.sql(`SELECT 1 FROM outbox WHERE dedupe_key = $1`, [`cancel_run:${uuid}`]);
      assert.equal(orders.length, 1);
    }
    assert.equal((await read(untouched.id)).status, 'queued');
    assert.equal((await start(otherId)).status, 202);
  });

  it('closes the approvals of the runs it ends: a decision comes too late', async () => {
    const { runId, approvalId } = await createWaitingRun(api, org.id);
    const { agentId } = await read(runId);
    await post(`/v1/agents/${agentId}/kill`);
    assert.equal((await read(runId)).status, 'cancelled');
    const approval = (await api.get(`/v1/approvals/${approvalId}`, org.key)).as(approvalView);
    assert.equal(approval.status, 'cancelled');
    const late = await post(`/v1/approvals/${approvalId}/decision`, org.key, { decision: 'approve' });
    assert.equal(late.status, 409);
  });

  it('of an organization goes well together with decisions and cancels that are under way', async () => {
    const waiting: { runId: string; approvalId: string }[] = [];
    for (let i = 0; i < 16; i += 1) waiting.push(await createWaitingRun(api, org.id));
    const others = waiting.map(({ runId, approvalId }, i) =>
      i % 2 === 0
        ? post(`/v1/approvals/${approvalId}/decision`, org.key, { decision: 'approve' })
        : post(`/v1/runs/${runId}/cancel`),
    );
    const answers = await Promise.all([...others.slice(0, 4), post(KILL), ...others.slice(4), post(KILL)]);
    const unexpected = answers.filter(({ status }) => status >= 500);
    assert.deepEqual(unexpected, []);
    for (const { runId } of waiting) assert.equal((await read(runId)).status, 'cancelled');
  });

  it('of an agent refuses new runs, dry runs and retries until it is released, and is audited once', async () => {
    const agentId = await api.createAgent(org.id);
    const { id } = (await start(agentId)).as(runView);
    await post(`/v1/agents/${agentId}/kill`);
    const first = await readAgent(agentId);
    assert.deepEqual((await post(`/v1/agents/${agentId}/kill`)).as(agentView).killed, first.killed);
    for (const answer of [
      await start(agentId),
      await start(agentId, { dryRun: true }),
      await post(`/v1/runs/${id}/retry`, org.key, {}),
    ]) {
      assert.match(assertProblem(answer, 'killed').detail, /resume/);
    }
    assert.equal((await post(`/v1/agents/${agentId}/resume`)).as(agentView).killed, null);
    assert.equal((await post(`/v1/runs/${id}/retry`, org.key, {})).status, 202);
    const entries = (await api.get(`/v1/audit?subjectId=${agentId}`, org.key)).as(auditPage).data;
    assert.deepEqual(
      entries.map((entry) => entry.action),
      ['agent.released', 'agent.killed', 'agent.created'],
    );
    assert.deepEqual(entries[1]?.after, { killed: true, runsCancelled: 1 });
  });

  it('leaves a paused agent paused when it is released', async () => {
    const agentId = await api.createAgent(org.id);
    await post(`/v1/agents/${agentId}/pause`);
    await post(`/v1/agents/${agentId}/kill`);
    const released = (await post(`/v1/agents/${agentId}/resume`)).as(agentView);
    assert.deepEqual([released.killed, released.status], [null, 'paused']);
    assert.equal((await post(`/v1/agents/${agentId}/resume`)).as(agentView).status, 'active');
  });

  it('of the organization stops all agents, and its release leaves those killed by themselves', async () => {
    const [one, two] = [await api.createAgent(org.id), await api.createAgent(org.id)];
    const runs = [...(await openRuns(one)), ...(await openRuns(two))];
    await post(`/v1/agents/${two}/kill`);
    const killed = (await post(KILL)).as(organizationView);
    assert.ok(killed.killed);
    for (const { id } of runs) assert.equal((await read(id)).error?.code, 'killed');
    assertProblem(await start(one), 'killed');
    const stranger = await api.createOrganization('Another school');
    const theirs = await api.createAgent(stranger.id);
    assert.equal((await post('/v1/runs', stranger.key, { agentId: theirs, input: {} })).status, 202);
    assert.equal((await post(RESUME)).as(organizationView).killed, null);
    assert.equal((await start(one)).status, 202);
    assertProblem(await start(two), 'killed');
    const subject = killed.id;
    const entries = (await api.get(`/v1/audit?subjectId=${subject}`, org.key)).as(auditPage).data;
    assert.deepEqual(
      entries.map((entry) => entry.action),
      ['organization.released', 'organization.killed'],
    );
  });

  it('is for owners and admins', async () => {
    const agentId = await api.createAgent(org.id);
    for (const role of ['approver', 'member', 'viewer'] as const) {
      const key = await api.createKey(org.id, { role });
      for (const path of [KILL, RESUME, `/v1/agents/${agentId}/kill`, `/v1/agents/${agentId}/resume`])
        assertProblem(await post(path, key), 'forbidden');
    }
    const admin = await api.createKey(org.id, { role: 'admin' });
    assert.equal((await post(KILL, admin)).status, 200);
  });

  it('lets no run slip through that is started at the same moment', async () => {
    const agentId = await api.createAgent(org.id);
    const [kill, ...answers] = await Promise.all([
      post(KILL),
      ...Array.from({ length: 24 }, () => start(agentId)),
    ]);
    assert.equal(kill.status, 200);
    for (const answer of answers) assert.ok([202, 409].includes(answer.status), answer.text);
    const open = await api.sql(`SELECT 1 FROM run WHERE organization_id = $1 AND status <> 'cancelled'`, [
      org.id,
    ]);
    assert.equal(open.length, 0);
  });

  it('still makes drafts of the words alone', async () => {
    await post(KILL);
    const answer = await post('/v1/agents/drafts', org.key, {
      text: 'I need a daily 8am email of new leads',
    });
    assert.equal(answer.status, 200, answer.text);
  });
});
