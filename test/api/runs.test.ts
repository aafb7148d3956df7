import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../domain/run/limits.ts';
import { requireUuid } from '../../domain/ids.ts';
import { logPage, promptView, type RunView, runPage, runView } from '../../domain/contracts/runs.ts';
import { agentView } from '../../domain/contracts/agents.ts';
import { type ApiAnswer, startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem, messageAt } from '../support/problem.ts';

describe('runs over HTTP', () => {
  let api: TestApi;
  let org: TestOrganization;
  let agentId: string;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    agentId = await api.createAgent(org.id);
  });
  after(() => api.stop());

  const start = (body: object, query = '') => api.post(`/v1/runs${query}`, org.key, body);
  const startRun = async (body: object = { agentId }): Promise<RunView> => (await start(body)).as(runView);
  const finish = ({ id }: RunView) =>
    api.sql(
      `UPDATE run SET status = 'completed', output = '{"markdown": "Good morning."}', finished_at = now() WHERE id = $1`,
      [requireUuid('run', id)],
    );
  const cancel = ({ id }: RunView): Promise<ApiAnswer> =>
    api.request('POST', `/v1/runs/${id}/cancel`, { key: org.key });

  describe('POST /v1/runs', () => {
    it('answers 202 with the stored run, where to find it, and an order to start it', async () => {
      const answer = await start({ agentId, goals: ['be brief'] });
      assert.equal(answer.status, 202, answer.text);
      const run = answer.as(runView);
      const { status, trigger, goals, agentName, agentVersionNumber, costMicroUsd } = run;
      assert.deepEqual(
        { status, trigger, goals, agentName, agentVersionNumber, costMicroUsd },
        {
          status: 'queued',
          trigger: 'api',
          goals: ['be brief'],
          agentName: 'Morning briefing',
          agentVersionNumber: 1,
          costMicroUsd: 0,
        },
      );
      const read = await api.get(answer.headers.get('location') ?? '', org.key);
      assert.deepEqual(read.as(runView), run);
      const orders = await api.sql('SELECT kind FROM outbox WHERE dedupe_key = $1', [
        `start_run:${requireUuid('run', run.id)}`,
      ]);
      assert.deepEqual(orders, [{ kind: 'start_run' }]);
    });

    it('answers 422 with a pointer for every invalid field at once', async () => {
      const answer = await start({
        agentId: 'agent 7',
        goals: [''],
        budget: { maxTokens: -1 },
        agent: agentId,
      });
      const refused = assertProblem(answer, 'invalid_request', [
        '/agentId',
        '/goals/0',
        '/budget/maxTokens',
        '/agent',
      ]);
      assert.match(messageAt(refused, '/agent'), /did you mean agentId\?/);
    });

    it("answers 422 with pointers under /input when the kind's schema refuses the input", async () => {
      assertProblem(await start({ agentId, input: { focus: 7, fokus: 'x' } }), 'invalid_request', [
        '/input/focus',
        '/input/fokus',
      ]);
      const reply = await api.createAgent(org.id, {}, 'text_reply');
      assertProblem(await start({ agentId: reply }), 'invalid_request', ['/input/message']);
    });

    it('answers 404 for an agent of another organization', async () => {
      const other = await api.createOrganization('Another school');
      assertProblem(await start({ agentId: await api.createAgent(other.id) }), 'not_found', ['/agentId']);
    });

    it('answers 409 for an agent that is not active, with the remedy', async () => {
      const created = await api.post('/v1/agents', org.key, { name: 'Draft', kind: 'dashboard_briefing' });
      const refused = assertProblem(await start({ agentId: created.as(agentView).id }), 'agent_not_runnable');
      assert.equal(refused.agentStatus, 'draft');
      assert.match(refused.detail, /PATCH \/v1\/agents/);
    });

    it('takes a dry run of an agent that is not active, with a spec that nobody has saved', async () => {
      const made = await api.post('/v1/agents', org.key, { name: 'Draft', kind: 'dashboard_briefing' });
      const { id } = made.as(agentView);
      const draft = { spec: { goals: [{ title: 'Be brief' }] } };
      const run = await startRun({ agentId: id, dryRun: true, draft });
      assert.deepEqual([run.dryRun, run.triedDraft, run.agentVersionNumber], [true, true, 1]);
      const unchanged = (await api.get(`/v1/agents/${id}`, org.key)).as(agentView);
      assert.deepEqual([unchanged.versionNumber, unchanged.runs30d, unchanged.lastRun], [1, 0, null]);
      await api.sql("UPDATE agent SET status = 'archived' WHERE id = $1", [requireUuid('agent', id)]);
      assertProblem(await start({ agentId: id, dryRun: true }), 'agent_not_runnable');
    });

    it('refuses a draft that is wrong, without a dry run, or of somebody who may not edit agents', async () => {
      const wrong = {
        spec: { tools: { allow: ['teleport'] }, skillIds: ['skl_01h455vb4pex5vsknk084sn02q'] },
      };
      assertProblem(await start({ agentId, dryRun: true, draft: wrong }), 'invalid_request', [
        '/draft/spec/tools/allow/0',
      ]);
      const foreign = { spec: { skillIds: ['skl_01h455vb4pex5vsknk084sn02q'] } };
      assertProblem(await start({ agentId, dryRun: true, draft: foreign }), 'invalid_request', [
        '/draft/spec/skillIds/0',
      ]);
      assertProblem(await start({ agentId, draft: { spec: {} } }), 'invalid_request', ['/draft']);
      const member = await api.createKey(org.id, { role: 'member' });
      const body = { agentId, dryRun: true, draft: { spec: {} } };
      assertProblem(await api.post('/v1/runs', member, body), 'forbidden');
    });

    it("takes the tighter of the agent's limits and the budget of the request", async () => {
      const limits = { maxTurns: 7, maxTokens: 1000, maxCostMicroUsd: 500 };
      const limited = await api.createAgent(org.id, { limits });
      const run = await startRun({ agentId: limited, budget: { maxTokens: 90, maxCostMicroUsd: 9_000 } });
      const rows = await api.sql<{ limits: RunLimits }>('SELECT limits FROM run WHERE id = $1', [
        requireUuid('run', run.id),
      ]);
      assert.deepEqual(rows[0]?.limits, {
        ...DEFAULT_RUN_LIMITS,
        maxTurns: 7,
        maxTokens: 90,
        maxCostMicroUsd: 500,
      });
    });

    it('with ?wait answers 200 as soon as the run has ended, woken by a hint', async () => {
      const run = await startRun();
      const begun = Date.now();
      const waiting = api.get(`/v1/runs/${run.id}?wait=20`, org.key);
      await sleep(300);
      await finish(run);
      await api.sql(`SELECT pg_notify('steward_run', $1)`, [requireUuid('run', run.id)]);
      const ended = (await waiting).as(runView);
      assert.deepEqual([ended.status, ended.output], ['completed', { markdown: 'Good morning.' }]);
      assert.ok(Date.now() - begun < 1_500, `${Date.now() - begun} ms`);
    });

    it('with ?wait answers 202 with the open run when the time is up', async () => {
      const begun = Date.now();
      const answer = await start({ agentId }, '?wait=1');
      assert.equal(answer.status, 202);
      assert.equal(answer.as(runView).status, 'queued');
      assert.ok(Date.now() - begun >= 950);
      assertProblem(await start({ agentId }, '?wait=61'), 'invalid_request', ['/wait']);
    });
  });

  describe('GET /v1/runs', () => {
    it('filters by agent, status, kind, trigger and time', async () => {
      const own = await api.createAgent(org.id, {}, 'custom_report');
      const first = await startRun({ agentId: own });
      const second = await startRun({ agentId: own });
      await finish(second);
      const ids = async (query: string): Promise<string[]> => {
        const answer = await api.get(`/v1/runs?agentId=${own}${query}`, org.key);
        return answer.as(runPage).data.map((run) => run.id);
      };
      assert.deepEqual(await ids(''), [second.id, first.id]);
      assert.deepEqual(await ids('&status=completed'), [second.id]);
      assert.deepEqual(await ids('&kind=custom_report&trigger=api&status=queued'), [first.id]);
      assert.deepEqual(await ids('&kind=text_reply'), []);
      assert.deepEqual(await ids(`&from=${second.queuedAt}`), [second.id]);
      assert.deepEqual(await ids(`&to=${second.queuedAt}`), [first.id]);
    });

    it('names bad filters', async () => {
      const answer = await api.get('/v1/runs?limit=0&status=done&agentId=x&from=yesterday', org.key);
      assertProblem(answer, 'invalid_request', ['/limit', '/status', '/agentId', '/from']);
      assertProblem(await api.get('/v1/runs?to=0000-01-01T00:00:00Z', org.key), 'invalid_request', ['/to']);
      assertProblem(await api.get('/v1/runs?limit=1&limit=2', org.key), 'invalid_request', ['/limit']);
      assertProblem(await api.get('/v1/runs?kind=%00', org.key), 'invalid_request', ['/kind']);
    });
  });

  describe('POST /v1/runs/{id}/cancel', () => {
    it('ends a queued run at once and answers the same when asked again', async () => {
      const run = await startRun();
      const first = (await cancel(run)).as(runView);
      assert.equal(first.status, 'cancelled');
      assert.deepEqual((await cancel(run)).as(runView), first);
      const { data } = (await api.get(`/v1/runs/${run.id}/log`, org.key)).as(logPage);
      const changes = data.flatMap(({ entry }) =>
        entry.kind === 'system_event' && entry.event === 'state_changed' ? [entry] : [],
      );
      assert.deepEqual(
        changes.map(({ prevState, newState }) => [prevState, newState]),
        [['queued', 'cancelled']],
      );
    });

    it('leaves a run that has ended as it is', async () => {
      const run = await startRun();
      await finish(run);
      assert.equal((await cancel(run)).as(runView).status, 'completed');
    });
  });

  describe('GET /v1/runs/{id}/prompt', () => {
    it('answers 404 until there is one, then its parts and their text', async () => {
      const { id } = await startRun();
      const path = `/v1/runs/${id}/prompt`;
      assertProblem(await api.get(path, org.key), 'not_found');
      const parts = [
        { origin: 'platform_rules', title: 'Platform rules', text: 'Be honest.' },
        { origin: 'persona', title: 'Persona', text: 'You are warm.' },
      ];
      await api.sql('INSERT INTO prompt (organization_id, hash, parts) VALUES ($1, $2, $3)', [
        org.id,
        'abc',
        JSON.stringify(parts),
      ]);
      await api.sql(`UPDATE run SET prompt_hash = 'abc' WHERE id = $1`, [requireUuid('run', id)]);
      const prompt = (await api.get(path, org.key)).as(promptView);
      assert.deepEqual(prompt, {
        hash: 'abc',
        parts: [
          { ...parts[0], tokens: 3 },
          { ...parts[1], tokens: 4 },
        ],
        text: '# Platform rules\nBe honest.\n\n# Persona\nYou are warm.',
      });
    });
  });
});
