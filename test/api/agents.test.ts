import assert from 'node:assert/strict';
import {
  agentPage,
  type AgentView,
  agentView,
  kindList,
  organizationView,
  toolList,
} from '../../domain/contracts/agents.ts';
import { apiKeyPage } from '../../domain/contracts/api-keys.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem, messageAt } from '../support/problem.ts';

describe('agents over HTTP', () => {
  let api: TestApi;
  let org: TestOrganization;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
  });
  after(() => api.stop());

  const create = (body: object = {}) =>
    api.post('/v1/agents', org.key, { name: 'Replies', kind: 'text_reply', ...body });
  const createAgent = async (body: object = {}): Promise<AgentView> => (await create(body)).as(agentView);
  const versionsOf = ({ id }: AgentView) =>
    api.sql<{ number: number; title: string; note: string | null; author: string }>(
      'SELECT number, title, note, author FROM agent_version WHERE agent_id = $1 ORDER BY number',
      [requireUuid('agent', id)],
    );

  describe('POST /v1/agents', () => {
    it("answers 201 with an ETag and the kind's defaults under what was given", async () => {
      const answer = await create({ spec: { persona: { tone: 'formal' } } });
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.headers.get('etag'), '"1"');
      const agent = answer.as(agentView);
      assert.deepEqual([agent.status, agent.spec.persona.tone], ['draft', 'formal']);
      const kind = (await api.get('/v1/kinds', org.key))
        .as(kindList)
        .data.find(({ name }) => name === 'text_reply');
      assert.deepEqual(agent.spec.tools, kind?.defaults.tools);
      const read = await api.get(answer.headers.get('location') ?? '', org.key);
      assert.deepEqual(read.as(agentView), agent);
      const [version] = await versionsOf(agent);
      assert.equal(version?.title, 'Created');
      assert.match(version.author, /^key:key_/);
    });

    it('answers 422 for an unknown kind and names near ones', async () => {
      const refused = assertProblem(await create({ kind: 'text_replies' }), 'invalid_request', ['/kind']);
      assert.match(messageAt(refused, '/kind'), /did you mean text_reply\?/);
    });

    it('answers 422 with a pointer to each wrong part of the spec', async () => {
      const wrong = {
        persona: { tone: 5, mood: 'good' },
        autonomy: 'full',
        goals: [{ title: '' }],
        extra: 1,
      };
      const refused = assertProblem(await create({ spec: wrong }), 'invalid_request', [
        '/spec/persona/tone',
        '/spec/persona/mood',
        '/spec/autonomy',
        '/spec/goals/0/title',
        '/spec/extra',
      ]);
      assert.match(messageAt(refused, '/spec/persona/mood'), /known here: displayName, tone/);
    });

    it('answers 422 with a pointer to each tool that does not exist', async () => {
      const spec = { tools: { allow: ['send_message', 'send_mesage'] }, requireApprovalFor: ['teleport'] };
      const pointers = ['/spec/tools/allow/1', '/spec/requireApprovalFor/0'];
      const refused = assertProblem(await create({ spec }), 'invalid_request', pointers);
      assert.match(refused.detail, /did you mean send_message\?/);
    });
  });

  describe('PATCH /v1/agents/{id}', () => {
    it('makes a version with a title that says what changed, and keeps the rest', async () => {
      const agent = await createAgent({
        spec: { persona: { tone: 'formal' }, tools: { allow: [] }, rules: ['No discounts.'] },
      });
      const spec = { persona: { ...agent.spec.persona, tone: 'warm' }, tools: { allow: ['send_message'] } };
      const answer = await api.patch(
        `/v1/agents/${agent.id}`,
        org.key,
        { spec, note: 'friendlier' },
        { 'if-match': '"1"' },
      );
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers.get('etag'), '"2"');
      const edited = answer.as(agentView);
      assert.equal(edited.versionNumber, 2);
      assert.deepEqual(edited.spec.rules, ['No discounts.']);
      const versions = await versionsOf(agent);
      assert.deepEqual(
        versions.map(({ number, title, note }) => ({ number, title, note })),
        [
          { number: 1, title: 'Created', note: null },
          { number: 2, title: 'Tone: formal → warm; +1 tool', note: 'friendlier' },
        ],
      );
    });

    it('answers 428 without If-Match, 412 with an old one, and changes nothing', async () => {
      const agent = await createAgent();
      const path = `/v1/agents/${agent.id}`;
      assertProblem(await api.patch(path, org.key, { name: 'B' }), 'precondition_required');
      assert.equal((await api.patch(path, org.key, { name: 'B' }, { 'if-match': '"1"' })).status, 200);
      assertProblem(
        await api.patch(path, org.key, { name: 'C' }, { 'if-match': '"1"' }),
        'precondition_failed',
      );
      assertProblem(
        await api.patch(path, org.key, { name: 'C' }, { 'if-match': 'nonsense' }),
        'precondition_failed',
      );
      const { name, revision } = (await api.get(path, org.key)).as(agentView);
      assert.deepEqual([name, revision], ['B', 2]);
    });

    it('lets one of ten parallel edits win', async () => {
      const agent = await createAgent();
      const edit = (i: number) =>
        api.patch(`/v1/agents/${agent.id}`, org.key, { name: `Name ${String(i)}` }, { 'if-match': '"1"' });
      const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => edit(i)));
      assert.deepEqual(answers.map((answer) => answer.status).sort(), [
        200,
        ...Array.from({ length: 9 }, () => 412),
      ]);
      assert.equal((await versionsOf(agent)).length, 2);
    });

    it('changes the status without a new version, and nothing when there is nothing new', async () => {
      const agent = await createAgent();
      const path = `/v1/agents/${agent.id}`;
      const active = (await api.patch(path, org.key, { status: 'active' }, { 'if-match': '"1"' })).as(
        agentView,
      );
      assert.deepEqual([active.status, active.revision, active.versionNumber], ['active', 2, 1]);
      const same = { status: 'active', name: 'Replies', spec: { persona: active.spec.persona } };
      const again = (await api.patch(path, org.key, same, { 'if-match': '"2"' })).as(agentView);
      assert.deepEqual([again.revision, again.versionNumber], [2, 1]);
    });
  });

  describe('GET /v1/agents', () => {
    it('filters by kind, status and part of the name, taking % and _ as themselves', async () => {
      const own = await api.createOrganization('Filters');
      for (const name of ['100% honest', 'snake_case', 'Plain']) {
        await api.post('/v1/agents', own.key, {
          name,
          kind: name === 'Plain' ? 'custom_report' : 'text_reply',
        });
      }
      const names = async (query: string): Promise<string[]> => {
        const answer = await api.get(`/v1/agents?${query}`, own.key);
        return answer.as(agentPage).data.map((agent) => agent.name);
      };
      assert.deepEqual(await names('q=%25'), ['100% honest']);
      assert.deepEqual(await names('q=E_C'), ['snake_case']);
      assert.deepEqual(await names('kind=custom_report'), ['Plain']);
      assert.deepEqual(await names('status=active'), []);
    });

    it('counts the runs and the costs of the last 30 days', async () => {
      const agentId = await api.createAgent(org.id);
      const run = (await api.post('/v1/runs', org.key, { agentId })).as(runView);
      await api.sql('UPDATE run SET cost_micro_usd = 1234 WHERE id = $1', [requireUuid('run', run.id)]);
      const agent = (await api.get(`/v1/agents/${agentId}`, org.key)).as(agentView);
      assert.deepEqual([agent.runs30d, agent.costMicroUsd30d], [1, 1234]);
      assert.deepEqual(agent.lastRun, { id: run.id, status: 'queued', queuedAt: run.queuedAt });
    });
  });

  it('pages through all agents in order, without a gap or a repeat', async () => {
    const own = await api.createOrganization('Pages');
    const made: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      const answer = await api.post('/v1/agents', own.key, { name: `A${i}`, kind: 'text_reply' });
      made.unshift(answer.as(agentView).id);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = (await api.get(`/v1/agents?limit=3${cursor}`, own.key)).as(agentPage);
      seen.push(...page.data.map((agent) => agent.id));
      assert.equal(page.hasMore, page.nextCursor !== null);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    assert.deepEqual(seen, made);
  });

  it('names a bad cursor', async () => {
    for (const cursor of [
      'x',
      'e30',
      Buffer.from('["2026-01-01T00:00:00Z","x"]').toString('base64url'),
      '%00',
    ]) {
      for (const path of ['/v1/agents', '/v1/runs', '/v1/approvals', '/v1/api-keys']) {
        assertProblem(await api.get(`${path}?cursor=${cursor}`, org.key), 'invalid_request', ['/cursor']);
      }
    }
  });

  it('shows what can be built: kinds and tools with JSON Schemas, the organization and its keys', async () => {
    const kinds = (await api.get('/v1/kinds', org.key)).as(kindList).data;
    const kind = kinds.find(({ name }) => name === 'text_reply');
    assert.deepEqual(kind?.inputSchema['required'], ['message']);
    const tools = (await api.get('/v1/tools', org.key)).as(toolList).data;
    const tool = tools.find(({ name }) => name === 'send_message');
    assert.deepEqual(
      [tool?.effect, tool?.risk, tool?.inputSchema['type']],
      ['at_most_once', 'send', 'object'],
    );
    const organization = (await api.get('/v1/organizations/current', org.key)).as(organizationView);
    assert.equal(organization.name, 'Harbour Sailing School');
    const keys = await api.get('/v1/api-keys', org.key);
    const [key] = keys.as(apiKeyPage).data;
    assert.equal(key?.prefix, org.key.slice(0, 10));
    assert.notEqual(key.lastUsedAt, null);
    assert.ok(!keys.text.includes(org.key) && !/hash/i.test(keys.text));
  });
});
