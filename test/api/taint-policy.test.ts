/** `spec.taintPolicy`: what an agent may do unasked although outside text is in its context, and who may say so. */
import assert from 'node:assert/strict';
import type { Role } from '../../domain/access/permissions.ts';
import { agentView, toolList } from '../../domain/contracts/agents.ts';
import { agentVersionPage } from '../../domain/contracts/agent-versions.ts';
import { simulation } from '../../domain/contracts/rules.ts';
import { buildApiKey } from '../support/builders.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

const MAX = '+4915155550100';

describe('the taint policy of an agent', () => {
  let api: TestApi;
  let org: TestOrganization;
  let agentId: string;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  beforeEach(async () => {
    const made = await api.post('/v1/agents', org.key, {
      name: 'Front Desk',
      kind: 'conversational',
      spec: {
        autonomy: 'autonomous',
        enableAutopilot: true,
        tools: { allow: ['send_message', 'create_task', 'crm_delete'] },
      },
    });
    agentId = made.as(agentView).id;
  });
  after(() => api.stop());

  async function save(allow: readonly string[], key = org.key) {
    const etag = (await api.get(`/v1/agents/${agentId}`, org.key)).headers.get('etag') ?? '';
    return api.request('PATCH', `/v1/agents/${agentId}`, {
      key,
      body: { spec: { taintPolicy: { allow } } },
      headers: { 'if-match': etag },
    });
  }

  const simulate = async (body: Record<string, unknown>) =>
    (await api.post('/v1/rules/simulate', org.key, { agentId, ...body })).as(simulation);

  const message = (to: string) => ({
    toolName: 'send_message',
    arguments: { channel: 'simulator', to, text: 'Hello' },
  });

  it('allows nothing unless it is said, and names who wrote what each tool returns', async () => {
    const agent = (await api.get(`/v1/agents/${agentId}`, org.key)).as(agentView);
    assert.deepEqual(agent.spec.taintPolicy, { allow: [] });
    const asked = await simulate({ toolName: 'create_task' });
    assert.equal(asked.verdict, 'needs_approval');
    assert.match(asked.reason, /text from outside/);
    const { data } = (await api.get('/v1/tools', org.key)).as(toolList);
    const outside = data.filter((tool) => tool.provenance !== 'organization').map((tool) => tool.name);
    for (const name of ['get_recent_leads', 'get_messages_window', 'get_priority_tasks', 'crm', 'recall']) {
      assert.ok(outside.includes(name), name);
    }
    assert.ok(!outside.includes('get_workspace_summary') && !outside.includes('get_engagement_stats'));
  });

  it('is explained by the simulation, for exactly what it names', async () => {
    assert.equal((await save(['create_task', 'send_message:reply'])).status, 200);
    const task = await simulate({ toolName: 'create_task' });
    assert.deepEqual([task.verdict, task.checks[0]?.check], ['allowed', 'taint']);
    assert.match(task.reason, /taint policy lets create_task/);
    const answer = await simulate({ ...message(MAX), writer: MAX });
    assert.equal(answer.verdict, 'allowed');
    assert.match(answer.reason, /answer whoever wrote/);
    const elsewhere = await simulate({ ...message('+491700000666'), writer: MAX });
    assert.equal(elsewhere.verdict, 'needs_approval');
    assert.match(elsewhere.reason, /may only answer whoever wrote/);
    assert.equal((await simulate({ ...message(MAX) })).verdict, 'needs_approval');
    assert.equal((await simulate({ toolName: 'crm_delete' })).verdict, 'needs_approval');
    const untainted = await simulate({ ...message(MAX), tainted: false });
    assert.deepEqual([untainted.verdict, untainted.checks], ['allowed', []]);
  });

  it('makes a version that says so, with an audit entry that has both sides', async () => {
    await save(['create_task']);
    const { data } = (await api.get(`/v1/agents/${agentId}/versions`, org.key)).as(agentVersionPage);
    assert.equal(data[0]?.title, '+1 tool unasked after outside text');
    const [entry] = await api.sql<{ before: unknown; after: unknown }>(
      `SELECT v.before, v.after FROM audit_entry e JOIN audit_value v ON v.entry_id = e.id
       WHERE e.organization_id = $1 AND e.action = 'agent.updated' ORDER BY e.seq DESC LIMIT 1`,
      [org.id],
    );
    assert.match(JSON.stringify(entry), /"taintPolicy":\{"allow":\[\]\}/);
    assert.match(JSON.stringify(entry), /"taintPolicy":\{"allow":\["create_task"\]\}/);
  });

  for (const role of ['approver', 'member', 'viewer'] satisfies Role[]) {
    it(`cannot be set by a person with the role ${role}`, async () => {
      const { key } = await buildApiKey(api.testDatabase.system, org.id, { role });
      const answer = await save(['create_task'], key);
      assert.equal(answer.status, 403);
      const agent = (await api.get(`/v1/agents/${agentId}`, org.key)).as(agentView);
      assert.deepEqual(agent.spec.taintPolicy.allow, []);
    });
  }

  for (const [entry, words] of [
    ['create_tsk', /is not a tool: did you mean create_task/],
    ['crm', /never asks for reading/],
    ['crm_delete', /always asks: its risk is destructive/],
    ['create_task:reply', /go to nobody; leave out ":reply"/],
    ['http_get:reply', /go to nobody; leave out ":reply"/],
    ['http_delete', /always asks: its risk is destructive/],
    ['send_message:anybody', /is not a tool/],
    [':reply', /is not a tool/],
  ] as const) {
    it(`refuses "${entry}" with a pointer and the remedy`, async () => {
      const answer = await save(['create_task', entry]);
      assertProblem(answer, 'invalid_request');
      const { errors } = JSON.parse(answer.text) as { errors: [{ pointer: string; message: string }] };
      assert.equal(errors[0].pointer, '/spec/taintPolicy/allow/1');
      assert.match(errors[0].message, words);
    });
  }

  it('refuses the same entry twice', async () => {
    assertProblem(await save(['create_task', 'create_task']), 'invalid_request');
  });
});
