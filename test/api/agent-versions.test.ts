import assert from 'node:assert/strict';
import {
  agentVersionPage,
  agentVersionView,
  versionDiffView,
} from '../../domain/contracts/agent-versions.ts';
import { type AgentView, agentView } from '../../domain/contracts/agents.ts';
import { auditPage } from '../../domain/contracts/audit.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('versions of an agent over HTTP', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const create = async (body: object = {}): Promise<AgentView> =>
    (await api.post('/v1/agents', org.key, { name: 'Replies', kind: 'text_reply', ...body })).as(agentView);
  const edit = async ({ id, revision }: AgentView, body: object): Promise<AgentView> =>
    (await api.patch(`/v1/agents/${id}`, org.key, body, { 'if-match': `"${String(revision)}"` })).as(
      agentView,
    );
  const toneOf = (agent: AgentView, tone: string) =>
    edit(agent, { spec: { persona: { ...agent.spec.persona, tone } } });
  const listed = async ({ id }: AgentView, query = 'limit=200') =>
    (await api.get(`/v1/agents/${id}/versions?${query}`, org.key)).as(agentVersionPage);

  async function edited(times: number): Promise<AgentView> {
    let agent = await create();
    for (let i = 0; i < times; i += 1) agent = await toneOf(agent, `tone ${String(i)}`);
    return agent;
  }

  it('are listed newest first with title, note and author, and read whole', async () => {
    const first = await create({ spec: { persona: { tone: 'formal' } } });
    const agent = await edit(first, { spec: { rules: ['No discounts.'] }, note: 'after the fair' });
    const { data } = await listed(agent);
    assert.deepEqual(
      data.map(({ number, title, note, isCurrent }) => ({ number, title, note, isCurrent })),
      [
        { number: 2, title: '+1 rule', note: 'after the fair', isCurrent: true },
        { number: 1, title: 'Created', note: null, isCurrent: false },
      ],
    );
    assert.match(data[0]?.author ?? '', /^key:key_/);
    const old = await api.get(`/v1/agents/${agent.id}/versions/${data[1]?.id ?? ''}`, org.key);
    assert.deepEqual(old.as(agentVersionView).spec, first.spec);
  });

  it('are paged without a gap or a repeat', async () => {
    const agent = await edited(6);
    const seen: number[] = [];
    let cursor = '';
    do {
      const page = await listed(agent, `limit=3${cursor}`);
      seen.push(...page.data.map((version) => version.number));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  });

  it('keep the newest 20, and older ones that an unfinished run or an open approval needs', async () => {
    const agent = await create({ status: 'active' });
    const [runId, approvalRunId] = [await startRun(agent), await startRun(agent)];
    const second = await toneOf(agent, 'a');
    const third = await toneOf(second, 'b');
    const thirdRun = await startRun(third);
    // Of the third version only an approval is left; the second was never used.
    await finish(thirdRun);
    await openApproval(thirdRun, third);
    let latest = third;
    for (let i = 0; i < 22; i += 1) latest = await toneOf(latest, `c${String(i)}`);
    const numbers = (await listed(agent)).data.map((version) => version.number);
    assert.deepEqual(numbers, [...Array.from({ length: 20 }, (_, i) => 25 - i), 3, 1]);
    await finish(runId);
    await finish(approvalRunId);
    await api.sql(
      `UPDATE approval SET status = 'rejected', decided_at = now(), decided_by = 'test', decided_via = 'api' WHERE run_id = $1`,
      [requireUuid('run', thirdRun)],
    );
    await toneOf(latest, 'last');
    assert.equal((await listed(agent)).data.at(-1)?.number, 7);
    const run = await api.get(`/v1/runs/${runId}`, org.key);
    assert.equal(run.status, 200, 'a run outlives the version it used');
  });

  it('keep one that a run has ended with while an effect of it may still be under way', async () => {
    const agent = await create({ status: 'active' });
    const runId = await startRun(agent);
    await finish(runId);
    await api.sql(
      `INSERT INTO run_step (organization_id, run_id, turn, call_index, kind, status, content, tool_name, effect, effect_state)
       VALUES ($1, $2, 1, 0, 'tool', 'started', '{}', 'send_message', 'at_most_once', 'sent')`,
      [org.id, requireUuid('run', runId)],
    );
    let latest = agent;
    for (let i = 0; i < 20; i += 1) latest = await toneOf(latest, `c${String(i)}`);
    assert.equal((await listed(agent)).data.at(-1)?.number, 1);
    await api.sql(`UPDATE run_step SET status = 'unknown', effect_state = 'unknown' WHERE run_id = $1`, [
      requireUuid('run', runId),
    ]);
    await toneOf(latest, 'last');
    assert.equal((await listed(agent)).data.at(-1)?.number, 3);
  });

  async function startRun({ id }: AgentView): Promise<string> {
    const answer = await api.post('/v1/runs', org.key, { agentId: id, input: { message: 'Hello' } });
    assert.equal(answer.status, 202, answer.text);
    return (answer.json() as { id: string }).id;
  }
  const finish = (runId: string) =>
    api.sql(`UPDATE run SET status = 'completed', finished_at = now() WHERE id = $1`, [
      requireUuid('run', runId),
    ]);
  const openApproval = (runId: string, { id, versionId }: AgentView) =>
    api.sql(
      `INSERT INTO approval (id, organization_id, run_id, agent_id, agent_version_id, turn, call_index, subject, tool_name,
         arguments, arguments_hash, effect, risk, reason, taint, expires_at)
       VALUES (gen_random_uuid(), $1, $2, $3, $4, 1, 0, 'tool_call', 'send_message', '{}', 'h', 'at_most_once', 'send', 'r',
         false, now() + interval '1 day')`,
      [org.id, requireUuid('run', runId), requireUuid('agent', id), requireUuid('agentVersion', versionId)],
    );

  it('compare field by field with pointers, and long texts word by word', async () => {
    const words = 'Write in short sentences, and never promise a place before the office has confirmed it.';
    const agent = await create({ spec: { systemPrompt: words, goals: [{ title: 'Answer' }] } });
    const changed = await edit(agent, {
      spec: {
        systemPrompt: words.replace('short', 'friendly'),
        persona: { ...agent.spec.persona, tone: 'warm' },
      },
    });
    const query = `from=${agent.versionId}&to=${changed.versionId}`;
    const diff = (await api.get(`/v1/agents/${agent.id}/versions/diff?${query}`, org.key)).as(
      versionDiffView,
    );
    const [tone, prompt] = [...diff.changes].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
    assert.deepEqual(tone, {
      pointer: '/spec/persona/tone',
      before: 'friendly and helpful',
      after: 'warm',
      text: null,
    });
    assert.equal(prompt?.pointer, '/spec/systemPrompt');
    const partsOf = (change: string) =>
      prompt.text?.filter((part) => part.change === change).map((part) => part.text);
    assert.deepEqual([partsOf('removed'), partsOf('added')], [['short'], ['friendly']]);
    assert.deepEqual([diff.from.number, diff.to.number, diff.changes.length], [1, 2, 2]);
  });

  it('come back as a new version, against the ETag', async () => {
    const agent = await create({ spec: { persona: { tone: 'formal' } } });
    const changed = await toneOf(await edit(agent, { name: 'Answers' }), 'warm');
    const path = `/v1/agents/${agent.id}/versions/${agent.versionId}/restore`;
    assertProblem(await api.post(path, org.key, {}), 'precondition_required');
    assertProblem(await api.post(path, org.key, {}, { 'if-match': '"1"' }), 'precondition_failed');
    const answer = await api.post(
      path,
      org.key,
      { note: 'too warm' },
      { 'if-match': `"${String(changed.revision)}"` },
    );
    const restored = answer.as(agentView);
    assert.deepEqual([restored.name, restored.spec, restored.versionNumber], ['Replies', agent.spec, 4]);
    const [newest] = (await listed(agent)).data;
    assert.deepEqual([newest?.title, newest?.note], ['Restored v1', 'too warm']);
  });

  it('of another agent are not found, also as one side of a comparison', async () => {
    const [one, two] = [await create(), await create()];
    assertProblem(await api.get(`/v1/agents/${one.id}/versions/${two.versionId}`, org.key), 'not_found');
    const query = `from=${one.versionId}&to=${two.versionId}`;
    assertProblem(await api.get(`/v1/agents/${one.id}/versions/diff?${query}`, org.key), 'not_found');
    assertProblem(
      await api.get(`/v1/agents/${one.id}/versions/diff?from=x&to=y`, org.key),
      'invalid_request',
      ['/from', '/to'],
    );
  });

  it('leave an entry in the audit log with what changed before and after, and none when nothing did', async () => {
    const agent = await create({ spec: { persona: { tone: 'formal' } } });
    const changed = await toneOf(agent, 'warm');
    await edit(changed, { name: 'Replies' });
    const answer = await api.get(`/v1/audit?subjectId=${agent.id}`, org.key);
    const entries = answer.as(auditPage).data;
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['agent.updated', 'agent.created'],
    );
    assert.deepEqual(entries[0]?.before, { spec: { persona: agent.spec.persona } });
    assert.deepEqual(entries[0].after, { spec: { persona: changed.spec.persona } });
  });
});
