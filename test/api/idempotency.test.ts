import assert from 'node:assert/strict';
import { agentView } from '../../domain/contracts/agents.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { type ApiAnswer, startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('Idempotency-Key', () => {
  let api: TestApi;
  let org: TestOrganization;
  let agentId: string;
  let keys = 0;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    agentId = await api.createAgent(org.id);
  });
  after(() => api.stop());

  const newKey = (): string => `key-${String((keys += 1))}`;
  const start = (key: string, body: object = { agentId }, apiKey = org.key) =>
    api.post('/v1/runs', apiKey, body, { 'idempotency-key': key });
  const countRuns = async (): Promise<number> =>
    (await api.sql('SELECT id FROM run WHERE organization_id = $1', [org.id])).length;
  const idOf = (answer: ApiAnswer): string => answer.as(runView).id;

  it('gives the first answer again to a repeat, whatever the order of its fields', async () => {
    const key = newKey();
    const first = await start(key, { agentId, goals: ['a'], input: {} });
    assert.equal(first.status, 202, first.text);
    assert.equal(first.headers.get('idempotency-replayed'), null);
    const again = await start(key, { input: {}, goals: ['a'], agentId });
    assert.equal(again.status, 202);
    assert.deepEqual(again.as(runView), first.as(runView));
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(again.headers.get('location'), first.headers.get('location'));
  });

  it('answers 422 when the key was used for another body', async () => {
    const key = newKey();
    await start(key);
    assertProblem(await start(key, { agentId, goals: ['something else'] }), 'idempotency_mismatch');
  });

  it('keeps keys apart by principal, and by address', async () => {
    const key = newKey();
    const first = await start(key);
    const other = await start(key, { agentId }, await api.createKey(org.id));
    assert.notEqual(idOf(other), idOf(first));
    const agent = await api.post(
      '/v1/agents',
      org.key,
      { name: 'A', kind: 'text_reply' },
      { 'idempotency-key': key },
    );
    assertProblem(agent, 'idempotency_mismatch');
  });

  it('makes one run of 50 parallel requests; the others get its answer or are told to come back', async () => {
    const key = newKey();
    const before = await countRuns();
    const answers = await Promise.all(Array.from({ length: 50 }, () => start(key)));
    assert.equal(await countRuns(), before + 1);
    const accepted = answers.filter((answer) => answer.status === 202);
    assert.equal(new Set(accepted.map(idOf)).size, 1);
    for (const answer of answers.filter((item) => item.status !== 202)) {
      assertProblem(answer, 'idempotency_in_progress');
      assert.equal(answer.headers.get('retry-after'), '1');
    }
    assert.equal(idOf(await start(key)), accepted.map(idOf)[0]);
  });

  it('keeps nothing of a refused request: the key can be used for the corrected one', async () => {
    const key = newKey();
    assertProblem(await start(key, { agentId: 'wrong' }), 'invalid_request');
    assertProblem(await start(key, { agentId: 'agt_01h2xcejqtf2nbrexx3vqjhp41' }), 'not_found');
    assert.equal((await start(key)).status, 202);
  });

  it('refuses keys that are too long or not printable', async () => {
    for (const key of ['x'.repeat(201), 'schlüssel', '']) {
      assertProblem(await start(key), 'invalid_request', ['/headers/idempotency-key']);
    }
    assert.equal((await start('x'.repeat(200))).status, 202);
  });

  it('creates one agent for a repeated POST /v1/agents', async () => {
    const key = { 'idempotency-key': newKey() };
    const body = { name: 'Reports', kind: 'custom_report' };
    const [first, second] = [
      await api.post('/v1/agents', org.key, body, key),
      await api.post('/v1/agents', org.key, body, key),
    ];
    assert.equal(first.status, 201, first.text);
    assert.equal(second.as(agentView).id, first.as(agentView).id);
    assert.equal(second.headers.get('etag'), '"1"');
  });
});
