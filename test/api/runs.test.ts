import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

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
  const finish = (id: string) =>
    api.system.run.update({
      where: { id: requireUuid('run', id) },
      data: { status: 'completed', output: { markdown: 'Good morning.' }, finishedAt: new Date() },
    });

  describe('POST /v1/runs', () => {
    it('answers 202 with the stored run, where to find it, and an order to start it', async () => {
      const answer = await start({ agentId, goals: ['be brief'] });
      assert.equal(answer.status, 202, answer.text);
      const { id, status, trigger, goals, agentName, agentVersionNumber, costMicroUsd } = answer.body;
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
      assert.deepEqual(read.body, answer.body);
      const orders = await api.system.outbox.findMany({
        where: { dedupeKey: `start_run:${requireUuid('run', id)}` },
      });
      assert.deepEqual(
        orders.map((order) => order.kind),
        ['start_run'],
      );
    });

    it('answers 422 with a pointer for every invalid field at once', async () => {
      const answer = await start({
        agentId: 'agent 7',
        goals: [''],
        budget: { maxTokens: -1 },
        agent: agentId,
      });
      assertProblem(answer, 'invalid_request', ['/agentId', '/goals/0', '/budget/maxTokens', '/agent']);
      const unknown = answer.body.errors.find((error: { pointer: string }) => error.pointer === '/agent');
      assert.match(unknown.message, /did you mean agentId\?/);
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
      const answer = await start({ agentId: created.body.id });
      assertProblem(answer, 'agent_not_runnable');
      assert.equal(answer.body.agentStatus, 'draft');
      assert.match(answer.body.detail, /PATCH \/v1\/agents/);
    });

    it("takes the tighter of the agent's limits and the budget of the request", async () => {
      const limits = { maxTurns: 7, maxTokens: 1000, maxCostMicroUsd: 500 };
      const limited = await api.createAgent(org.id, { limits });
      const { body } = await start({ agentId: limited, budget: { maxTokens: 90, maxCostMicroUsd: 9_000 } });
      const run = await api.system.run.findUniqueOrThrow({ where: { id: requireUuid('run', body.id) } });
      const stored = run.limits as Record<string, number>;
      assert.deepEqual(
        [stored['maxTurns'], stored['maxTokens'], stored['maxCostMicroUsd'], stored['maxToolCalls']],
        [7, 90, 500, 200],
      );
    });

    it('with ?wait answers 200 as soon as the run has ended, woken by a hint', async () => {
      const started = await start({ agentId });
      const begun = Date.now();
      const waiting = api.get(`/v1/runs/${started.body.id}?wait=20`, org.key);
      await sleep(300);
      await finish(started.body.id);
      const answer = await waiting;
      assert.equal(answer.body.status, 'completed');
      assert.deepEqual(answer.body.output, { markdown: 'Good morning.' });
      assert.ok(Date.now() - begun < 3_000);
    });

    it('with ?wait answers 202 with the open run when the time is up', async () => {
      const begun = Date.now();
      const answer = await start({ agentId }, '?wait=1');
      assert.equal(answer.status, 202);
      assert.equal(answer.body.status, 'queued');
      assert.ok(Date.now() - begun >= 950);
      assertProblem(await start({ agentId }, '?wait=61'), 'invalid_request', ['/wait']);
    });
  });

  describe('GET /v1/runs', () => {
    it('filters by agent, status, kind, trigger and time', async () => {
      const own = await api.createAgent(org.id, {}, 'custom_report');
      const first = await start({ agentId: own });
      const second = await start({ agentId: own });
      await finish(second.body.id);
      const ids = async (query: string): Promise<string[]> => {
        const answer = await api.get(`/v1/runs?agentId=${own}${query}`, org.key);
        assert.equal(answer.status, 200, answer.text);
        return answer.body.data.map((run: { id: string }) => run.id);
      };
      assert.deepEqual(await ids(''), [second.body.id, first.body.id]);
      assert.deepEqual(await ids('&status=completed'), [second.body.id]);
      assert.deepEqual(await ids('&kind=custom_report&trigger=api&status=queued'), [first.body.id]);
      assert.deepEqual(await ids('&kind=text_reply'), []);
      assert.deepEqual(await ids(`&from=${second.body.queuedAt}`), [second.body.id]);
      assert.deepEqual(await ids(`&to=${second.body.queuedAt}`), [first.body.id]);
    });

    it('names bad filters', async () => {
      const answer = await api.get('/v1/runs?limit=0&status=done&agentId=x&from=yesterday', org.key);
      assertProblem(answer, 'invalid_request', ['/limit', '/status', '/agentId', '/from']);
      assertProblem(await api.get('/v1/runs?limit=1&limit=2', org.key), 'invalid_request', ['/limit']);
      assertProblem(await api.get('/v1/runs?kind=%00', org.key), 'invalid_request', ['/kind']);
    });
  });

  describe('POST /v1/runs/{id}/cancel', () => {
    it('ends a queued run at once and answers the same when asked again', async () => {
      const started = await start({ agentId });
      const path = `/v1/runs/${started.body.id}/cancel`;
      const first = await api.request('POST', path, { key: org.key });
      assert.equal(first.status, 200, first.text);
      assert.equal(first.body.status, 'cancelled');
      const again = await api.post(path, org.key, {});
      assert.deepEqual(again.body, first.body);
    });

    it('leaves a run that has ended as it is', async () => {
      const started = await start({ agentId });
      await finish(started.body.id);
      const answer = await api.request('POST', `/v1/runs/${started.body.id}/cancel`, { key: org.key });
      assert.equal(answer.body.status, 'completed');
    });
  });

  describe('GET /v1/runs/{id}/prompt', () => {
    it('answers 404 until there is one, then its parts and their text', async () => {
      const started = await start({ agentId });
      const path = `/v1/runs/${started.body.id}/prompt`;
      assertProblem(await api.get(path, org.key), 'not_found');
      const parts = [
        { origin: 'platform_rules', title: 'Platform rules', text: 'Be honest.' },
        { origin: 'persona', title: 'Persona', text: 'You are warm.' },
      ];
      await api.system.prompt.create({ data: { organizationId: org.id, hash: 'abc', parts } });
      await api.system.run.update({
        where: { id: requireUuid('run', started.body.id) },
        data: { promptHash: 'abc' },
      });
      const answer = await api.get(path, org.key);
      assert.deepEqual(answer.body, { hash: 'abc', parts, text: 'Be honest.\n\nYou are warm.' });
    });
  });
});
