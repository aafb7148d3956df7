/** Agents that ask other hosts: with approval, with a secret, once. */
import assert from 'node:assert/strict';
import { openDatabase, type Store } from '../../store/database.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { type HttpSink, startHttpSink } from '../support/http-sink.ts';
import { addOwner, toldOfUnknown } from '../support/owners.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const KEY = Buffer.alloc(32, 7);
const AUTONOMOUS = { autonomy: 'autonomous', enableAutopilot: true };

describe('an agent that asks other hosts', function () {
  this.timeout(60_000);
  let engine: Engine;
  let sink: HttpSink;

  before(async function () {
    this.timeout(120_000);
    sink = await startHttpSink();
    engine = await Engine.create({
      env: {
        STEWARD_ENCRYPTION_KEYS: `test:${KEY.toString('base64')}`,
        STEWARD_EGRESS_PERMITTED_RANGES: '127.0.0.1/32',
      },
    });
    await asOrganization((store) => store.organization.update({ egressHosts: [sink.host] }));
    const facts = { kind: 'bearer', headerName: null, hosts: [sink.host], createdBy: 'test' } as const;
    await asOrganization((store) =>
      store.credentials.create({ ...facts, name: 'shop', secret: 'hidden-from-the-model' }),
    );
    await addOwner(engine);
    await engine.startWorker();
  });
  beforeEach(() => {
    sink.requests.length = 0;
    sink.answer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Call us at once!'),
    );
  });
  // What one agent brought in from outside would taint the others, which hear of its output.
  afterEach(() => queryRows(engine, 'UPDATE run SET tainted = false'));
  after(async () => {
    await engine.stop();
    await sink.stop();
  });

  async function asOrganization<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const encryptionKeys = [{ id: 'test', key: KEY }];
    const database = await openDatabase({ url: engine.testDatabase.app, poolSize: 1, encryptionKeys });
    return database.transact(engine.organizationId, work).finally(() => database.close());
  }

  const call = (name: string, path: string, more = {}) => ({
    name,
    arguments: { url: sink.url + path, ...more },
  });
  const post = (path: string, more = {}) => call('http_request', path, { method: 'POST', ...more });

  async function start(calls: readonly object[], spec: Record<string, unknown> = {}) {
    const turns = [...calls.map((one) => ({ toolCalls: [one] })), { text: 'Finished.' }];
    const modelId = await scriptModel({ turns });
    const tools = { allow: ['http_get', 'http_request', 'http_delete'] };
    const agent = await engine.agent({ spec: { model: { modelId }, tools, ...spec } });
    return { id: await engine.startRun({ agent }), modelId };
  }

  async function pending(id: string) {
    await engine.reaches(id, ['waiting']);
    const found = await queryRows<{ id: string; tool_name: string; reason: string; taint: boolean }>(
      engine,
      `SELECT id, tool_name, reason, taint FROM approval WHERE run_id = $1 AND status = 'pending'`,
      [id],
    );
    assert.equal(found.length, 1);
    return found[0];
  }

  async function decide(id: string, decision: 'approve' | 'reject') {
    const approval = await pending(id);
    const decided = await engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId: approval?.id ?? '',
        decision,
        reason: 'looked at the shop',
        actor: 'key:test',
        via: 'api',
        by: { role: 'owner' },
        checkEdit,
      }),
    );
    assert.equal(decided.applied, true);
    await until(async () => (await engine.run(id)).status !== 'waiting' || (await isDecided(approval?.id)), {
      what: 'the run to go on',
    });
  }
  const approve = (id: string) => decide(id, 'approve');
  const isDecided = async (id?: string) =>
    (await queryRows(engine, `SELECT 1 FROM approval WHERE id = $1 AND status <> 'pending'`, [id])).length ===
    1;

  it('sends what a person approved, with the secret, which the model never sees', async () => {
    sink.answer(({ headers }, response) =>
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ headers })),
    );
    const { id, modelId } = await start([post('/orders', { body: '{"course":1}', credential: 'shop' })]);
    assert.match((await pending(id))?.reason ?? '', /supervised/);
    assert.equal(sink.requests.length, 0);
    await approve(id);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(
      sink.requests.map(({ headers, body }) => [headers.authorization, headers['idempotency-key'], body]),
      [['Bearer hidden-from-the-model', `${id}:1:0`, '{"course":1}']],
    );
    const told = JSON.stringify((await requestsOf(modelId)).map(({ body }) => body));
    assert.match(told, /Bearer \[credential shop\]/);
    assert.ok(!told.includes('hidden-from'));
  });

  it('asks before the second request of an autonomous agent: the first brought text from outside', async () => {
    const spec = { autonomy: 'autonomous', enableAutopilot: true };
    const { id } = await start([call('http_get', '/one'), call('http_get', '/two?stolen=data')], spec);
    const approval = await pending(id);
    assert.deepEqual([approval?.tool_name, approval?.taint], ['http_get', true]);
    assert.deepEqual(
      sink.requests.map(({ url }) => url),
      ['/one'],
    );
    assert.equal((await engine.run(id)).tainted, true);
    await approve(id);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.equal(sink.requests.length, 2);
  });

  it('asks a person whether to repeat what may have arrived, and repeats it under the same key', async () => {
    const spec = { autonomy: 'autonomous', enableAutopilot: true };
    sink.answer((_request, response) => response.destroy());
    const { id } = await start([post('/pay')], spec);
    await engine.reaches(id, ['waiting']);
    assert.equal((await engine.run(id)).waitingFor, 'effect_unknown');
    sink.answer((_request, response) => response.writeHead(204).end());
    await approve(id);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(
      sink.requests.map(({ headers }) => headers['idempotency-key']),
      [`${id}:1:0`, `${id}:1:0`],
    );
  });

  it('asks before the model does again what a person has left of unknown outcome, and not before anything else', async () => {
    sink.answer((_request, response) => response.destroy());
    const { id } = await start([post('/pay'), post('/pay'), post('/pay', { body: 'other' })], AUTONOMOUS);
    await decide(id, 'reject');
    await until(async () => (await engine.run(id)).waitingFor === 'approval', {
      what: 'a person to be asked',
    });
    assert.match((await pending(id))?.reason ?? '', /made earlier in this run and may have been carried out/);
    assert.equal(sink.requests.length, 1);
    sink.answer((_request, response) => response.writeHead(204).end());
    await decide(id, 'reject');
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(
      sink.requests.map(({ body }) => body),
      ['', 'other'],
    );
  });

  it('tells the model that nobody decided whether to repeat it, when nobody did', async () => {
    sink.answer((_request, response) => response.destroy());
    const { id, modelId } = await start([post('/pay')], { ...AUTONOMOUS, approvalTimeoutSeconds: 1 });
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.equal(sink.requests.length, 1);
    const told = (await requestsOf(modelId)).at(-1)?.body?.messages.at(-1)?.content ?? '';
    assert.match(told, /unknown whether this was carried out, and nobody decided in time/);
    assert.doesNotMatch(told, /a person decided/);
  });

  const cancel = (id: string) =>
    engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));

  it('says of a request that a cancel broke off that it may have arrived: owners are told, nobody is asked', async () => {
    sink.answer(() => undefined);
    const { id } = await start([post('/pay')], AUTONOMOUS);
    await until(() => sink.requests.length === 1, { what: 'the request to arrive' });
    await cancel(id);
    assert.equal((await engine.ended(id)).status, 'cancelled');
    const told = await toldOfUnknown(engine, id);
    assert.equal(told.length, 1);
    assert.match(told[0]?.title ?? '', /^http_request of .* may have been carried out$/);
    const asked = await queryRows(engine, 'SELECT 1 FROM approval WHERE run_id = $1', [id]);
    assert.equal(asked.length, 0);
  });

  const ENDS: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
    cancelled: cancel,
    killed: async (id) => {
      const { agentId } = await engine.run(id);
      await engine.database.transact(engine.organizationId, (store) =>
        store.killSwitch.killAgent(agentId, 'test'),
      );
    },
    terminated: (id) => engine.workflow(id).terminate('by an operator'),
  };
  for (const [how, end] of Object.entries(ENDS)) {
    it(`leaves no unknown outcome behind in silence when a run that asks about it is ${how}`, async () => {
      sink.answer((_request, response) => response.destroy());
      const { id } = await start([post('/pay')], AUTONOMOUS);
      assert.equal((await engine.reaches(id, ['waiting'])).waitingFor, 'effect_unknown');
      assert.equal((await toldOfUnknown(engine, id)).length, 0, 'the deciders were asked');
      await end(id);
      await engine.ended(id, 60_000);
      const [approval] = await queryRows<{ id: string; status: string }>(
        engine,
        'SELECT id, status FROM approval WHERE run_id = $1',
        [id],
      );
      assert.equal(approval?.status, 'cancelled');
      const asking = 'SELECT 1 FROM notification WHERE approval_id = $1 AND read_at IS NULL';
      assert.equal((await queryRows(engine, asking, [approval.id])).length, 0);
      assert.equal((await toldOfUnknown(engine, id)).length, 1);
    });
  }

  it('lets nothing be deleted without an owner, and nothing be asked by an agent that only drafts', async () => {
    const autonomous = { autonomy: 'autonomous', enableAutopilot: true };
    const { id } = await start([call('http_delete', '/orders/1')], autonomous);
    assert.match((await pending(id))?.reason ?? '', /owner/);
    const drafting = await start([call('http_get', '/one')], { autonomy: 'draft_only' });
    assert.equal((await engine.ended(drafting.id)).status, 'completed');
    assert.deepEqual(sink.requests, []);
  });

  it('carries nothing out at a place to which the one that a person approved sends it on, and says so', async () => {
    const other = await startHttpSink();
    try {
      await asOrganization((store) => store.organization.update({ egressHosts: [sink.host, other.host] }));
      sink.answer((_request, response) => response.writeHead(307, { location: `${other.url}/r` }).end());
      const { id, modelId } = await start([call('http_delete', '/r')]);
      await approve(id);
      assert.equal((await engine.ended(id)).status, 'completed');
      assert.deepEqual([sink.requests.length, other.requests.length], [1, 0]);
      const [step] = await queryRows<{ status: string; result: { error: { code: string } } }>(
        engine,
        `SELECT status, result FROM run_step WHERE run_id = $1 AND kind = 'tool'`,
        [id],
      );
      assert.deepEqual([step?.status, step?.result.error.code], ['failed', 'redirected_elsewhere']);
      const told = (await requestsOf(modelId)).at(-1)?.body?.messages.at(-1)?.content ?? '';
      assert.ok(told.includes(`sent to ${other.url} instead; nothing was sent there`), told);
    } finally {
      await asOrganization((store) => store.organization.update({ egressHosts: [sink.host] }));
      await other.stop();
    }
  });

  it('tells the model why it may not go where the organization does not allow', async () => {
    const spec = { autonomy: 'autonomous', enableAutopilot: true };
    const elsewhere = { name: 'http_get', arguments: { url: 'http://169.254.169.254/latest/meta-data/' } };
    const { id, modelId } = await start([elsewhere], spec);
    assert.equal((await engine.ended(id)).status, 'completed');
    const [, second] = await requestsOf(modelId);
    assert.match(
      second?.body?.messages.at(-1)?.content ?? '',
      /link-local, where clouds keep their metadata/,
    );
  });
});

describe('a worker without the keys of the credentials there are', function () {
  this.timeout(60_000);

  it('does not start, and names the missing key', async () => {
    const engine = await Engine.create();
    try {
      await queryRows(
        engine,
        `INSERT INTO credential (id, organization_id, name, kind, hosts, secret, wrapped_key, key_id, created_by)
         VALUES (gen_random_uuid(), $1, 'shop', 'bearer', '{}', '', '', 'lost', 'test')`,
        [engine.organizationId],
      );
      await assert.rejects(
        engine.startWorker(),
        /STEWARD_ENCRYPTION_KEYS: lacks keys under which credentials are kept: "lost" \(1 credentials\)/,
      );
    } finally {
      await engine.stop();
    }
  });
});
