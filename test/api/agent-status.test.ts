import assert from 'node:assert/strict';
import { agentPage, type AgentView, agentView } from '../../domain/contracts/agents.ts';
import { auditPage } from '../../domain/contracts/audit.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { countStatements } from '../support/count-statements.ts';
import { assertProblem } from '../support/problem.ts';
import { createClone, createSkillRow } from '../support/system-agent.ts';

describe('what can be done with an agent', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const create = async (status = 'active'): Promise<AgentView> =>
    (await api.post('/v1/agents', org.key, { name: 'Replies', kind: 'text_reply', status })).as(agentView);
  const act = (agent: AgentView, action: string) =>
    api.post(`/v1/agents/${agent.id}/${action}`, org.key, undefined);
  const start = ({ id }: AgentView) =>
    api.post('/v1/runs', org.key, { agentId: id, input: { message: 'Hi' } });

  it('pauses and resumes: new runs are refused in between, open ones stay', async () => {
    const agent = await create();
    const run = (await start(agent)).json() as { id: string };
    assert.equal((await act(agent, 'pause')).as(agentView).status, 'paused');
    assert.equal((await act(agent, 'pause')).as(agentView).revision, 2, 'again changes nothing');
    assertProblem(await start(agent), 'agent_not_runnable');
    const [row] = await api.sql<{ status: string }>('SELECT status FROM run WHERE id = $1', [
      requireUuid('run', run.id),
    ]);
    assert.equal(row?.status, 'queued');
    assert.equal((await act(agent, 'resume')).as(agentView).status, 'active');
    assert.equal((await start(agent)).status, 202);
  });

  it('lets owners alone grant it tools to be used unasked, which no copy of it has', async () => {
    const tools = { allow: ['send_message', 'get_contact', 'http_delete'] };
    const body = {
      name: 'Sends',
      kind: 'custom_report',
      spec: { tools, requireApprovalFor: ['send_message'] },
    };
    const agent = (await api.post('/v1/agents', org.key, body)).as(agentView);
    const path = `/v1/agents/${agent.id}/grants`;
    const put = (names: readonly string[], key = org.key, etag = '"1"') =>
      api.request('PUT', path, { key, body: { tools: names }, headers: { 'if-match': etag } });
    const admin = await api.createKey(org.id, { role: 'admin' });
    assertProblem(await put(['send_message'], admin), 'forbidden');
    assertProblem(
      await put(['book_course', 'http_delete', 'get_contact', 'get_contact']),
      'invalid_request',
      ['/tools/0', '/tools/1', '/tools/3'],
    );
    const granted = (await put(['send_message'])).as(agentView);
    assert.deepEqual(
      [granted.grantedTools, granted.revision, granted.versionNumber],
      [['send_message'], 2, 1],
    );
    assertProblem(await put([]), 'precondition_failed');
    const copy = (await api.post(`/v1/agents/${agent.id}/duplicate`, org.key, {})).as(agentView);
    assert.deepEqual(copy.grantedTools, []);
    assert.deepEqual((await put([], org.key, '"2"')).as(agentView).grantedTools, []);
    const entries = (await api.get(`/v1/audit?action=agent.granted&subjectId=${agent.id}`, org.key)).as(
      auditPage,
    );
    assert.deepEqual(
      entries.data.map(({ before, after }) => [before, after]),
      [
        [{ grantedTools: ['send_message'] }, { grantedTools: [] }],
        [{ grantedTools: [] }, { grantedTools: ['send_message'] }],
      ],
    );
  });

  it('ends a grant when the agent loses the tool, is told to ask for it, or is reset', async () => {
    const { agentId } = await createClone(api, org.id, {
      tools: { allow: ['send_message', 'create_task'], deny: [] },
    });
    const path = `/v1/agents/${agentId}`;
    const read = async () => (await api.get(path, org.key)).as(agentView);
    const change = async (method: string, to: string, body?: object) => {
      const headers = { 'if-match': `"${String((await read()).revision)}"` };
      const answer = await api.request(method, to, { key: org.key, body, headers });
      assert.equal(answer.status, 200, answer.text);
      return (await read()).grantedTools;
    };
    const grant = () => change('PUT', `${path}/grants`, { tools: ['send_message', 'create_task'] });
    assert.deepEqual(await grant(), ['send_message', 'create_task']);
    assert.equal((await read()).isSystemDefault, false);
    assert.deepEqual(await change('PATCH', path, { name: 'Renamed' }), ['send_message', 'create_task']);
    const loses = { spec: { tools: { allow: ['create_task'] } } };
    assert.deepEqual(await change('PATCH', path, loses), ['create_task']);
    const [entry] = (await api.get(`/v1/audit?subjectId=${agentId}`, org.key)).as(auditPage).data;
    assert.deepEqual((entry?.after as { grantedTools: unknown }).grantedTools, ['create_task']);
    const back = { spec: { tools: { allow: ['send_message', 'create_task'] } } };
    assert.deepEqual(await change('PATCH', path, back), ['create_task'], 'it is not there again by itself');
    const asks = { spec: { requireApprovalFor: ['create_task'] } };
    assert.deepEqual(await change('PATCH', path, asks), []);
    assert.deepEqual(await grant(), ['send_message', 'create_task'], 'an owner may grant it all the same');
    assert.deepEqual(await change('POST', `${path}/reset`), []);
  });

  it('archives: the agent stays to be read and starts no runs', async () => {
    const agent = await create();
    const answer = await api.request('DELETE', `/v1/agents/${agent.id}`, { key: org.key });
    assert.deepEqual([answer.status, answer.as(agentView).status], [200, 'archived']);
    assertProblem(await start(agent), 'agent_not_runnable');
    assertProblem(await act(agent, 'resume'), 'conflict');
    const listed = (await api.get('/v1/agents?status=archived', org.key)).as(agentPage);
    assert.ok(listed.data.some(({ id }) => id === agent.id));
    const entries = (await api.get(`/v1/audit?subjectId=${agent.id}`, org.key)).as(auditPage).data;
    assert.deepEqual(entries[0]?.action, 'agent.archived');
    assert.deepEqual([entries[0].before, entries[0].after], [{ status: 'active' }, { status: 'archived' }]);
  });

  it('neither pauses nor resumes a draft', async () => {
    const draft = await create('draft');
    assertProblem(await act(draft, 'pause'), 'conflict');
    assertProblem(await act(draft, 'resume'), 'conflict');
    assertProblem(await start(draft), 'agent_not_runnable');
  });

  it("duplicates: a draft of the organization's own, once per Idempotency-Key", async () => {
    const { agentId } = await createClone(api, org.id, { rules: ['Be brief.'] });
    const send = (body?: object) =>
      api.post(`/v1/agents/${agentId}/duplicate`, org.key, body, {
        'idempotency-key': JSON.stringify(body ?? ''),
      });
    const copy = (await send()).as(agentView);
    assert.deepEqual(
      [copy.name, copy.status, copy.isSystemDefault, copy.systemSourceId, copy.spec.rules],
      ['Copy of Briefing', 'draft', false, null, ['Be brief.']],
    );
    assert.equal((await send()).as(agentView).id, copy.id);
    assert.equal((await send({ name: 'Evening' })).as(agentView).name, 'Evening');
  });

  it('duplicates one whose name is as long as it may be, and ends in a character of two halves', async () => {
    const name = `${'n'.repeat(111)}\u{1f600}tail`;
    const made = await api.post('/v1/agents', org.key, { name, kind: 'text_reply' });
    const copy = await api.post(`/v1/agents/${made.as(agentView).id}/duplicate`, org.key, undefined);
    assert.equal(copy.status, 201, copy.text);
    assert.equal(copy.as(agentView).name, `Copy of ${'n'.repeat(111)}`);
  });

  it('lists 3 agents and 60 with the same number of statements', async () => {
    const own = await api.createOrganization('Many');
    await createClone(api, own.id);
    for (let i = 0; i < 2; i += 1) await api.createAgent(own.id);
    const list = () => api.get('/v1/agents?limit=200', own.key);
    await list();
    const few = await countStatements(list);
    for (let i = 0; i < 57; i += 1) await api.createAgent(own.id);
    const many = await countStatements(list);
    assert.equal((await list()).as(agentPage).data.length, 60);
    assert.equal(many, few);
    assert.ok(many <= 12, `${String(many)} statements`);
  });

  it('saves an agent with 2 versions and 1 skill, and with 25 and 30, with the same number of statements', async () => {
    const skillIds: string[] = [];
    for (let i = 0; i < 30; i += 1) {
      skillIds.push(await createSkillRow(api, org.id, { title: `Skill ${String(i)}` }));
    }
    const agent = await create();
    let saves = 0;
    const save = (skills: readonly string[]) => async () => {
      saves += 1;
      const spec = { skillIds: skills, rules: [`Rule ${String(saves)}`] };
      const saved = await api.patch(`/v1/agents/${agent.id}`, org.key, { spec }, { 'if-match': '*' });
      assert.equal(saved.status, 200, saved.text);
    };
    const few = await countStatements(save(skillIds.slice(0, 1)));
    for (let i = 0; i < 23; i += 1) await save(skillIds)();
    const many = await countStatements(save(skillIds.toReversed()));
    assert.equal(many, few);
    assert.ok(many <= 25, `${String(many)} statements`);
  });
});
