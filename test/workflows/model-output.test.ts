import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';

const call = (args: unknown, more: Record<string, unknown> = {}) => ({
  name: 'send_message',
  arguments: args,
  ...more,
});
const GOOD = { channel: 'simulator', to: '+491555550001', text: 'Hi' };

/** Ways a model's answer can be useless, as the demo model's script says them. */
const USELESS: Readonly<Record<string, Record<string, unknown>>> = {
  'an unknown tool': { toolCalls: [{ name: 'delete_everything', arguments: {} }] },
  'truncated arguments': { toolCalls: [call('{"channel":"simulator","to":"+4915')] },
  'truncated arguments, although finish_reason says stop': {
    toolCalls: [call('{"channel":"simul')],
    finishReason: 'stop',
  },
  'arguments of the wrong type': { toolCalls: [call({ ...GOOD, text: 17 })] },
  'arguments with an unknown member': { toolCalls: [call({ ...GOOD, bcc: 'everybody' })] },
  'arguments with __proto__': {
    toolCalls: [call('{"channel":"simulator","to":"+491555550001","text":"x","__proto__":{"a":1}}')],
  },
  'arguments that are a list': { toolCalls: [call('[1,2,3]')] },
  'complete arguments in an answer cut off by length': { toolCalls: [call(GOOD)], finishReason: 'length' },
  'complete arguments in an answer cut off by length, in the word of another provider': {
    toolCalls: [call(GOOD)],
    finishReason: 'model_length',
  },
  'duplicate call ids': { toolCalls: [call(GOOD, { id: 'same' }), call(GOOD, { id: 'same' })] },
  'a good call beside a bad one': { toolCalls: [call(GOOD), call({ ...GOOD, to: 'x' })] },
  'forty calls at once': { toolCalls: Array.from({ length: 40 }, () => call(GOOD)) },
  'empty choices': { emptyChoices: true },
  'an HTML page': { rawBody: '<html><body>Bad gateway</body></html>', contentType: 'text/html' },
  'ten megabytes': { bigText: 10_000_000 },
  'an empty answer': { text: '' },
};

describe('a useless model answer', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  /** The agent may send without asking, so that anything executed by mistake would show. */
  async function start(script: Record<string, unknown>) {
    const modelId = await scriptModel(script);
    const agent = await engine.agent({
      spec: {
        model: { modelId },
        tools: { allow: ['send_message'] },
        autonomy: 'autonomous',
        enableAutopilot: true,
      },
    });
    const id = await engine.startRun({ agent });
    const run = await engine.ended(id);
    const sent = await queryRows(engine, 'SELECT 1 FROM message WHERE run_id = $1', [id]);
    return { modelId, run, sent: sent.length };
  }

  for (const [name, attempt] of Object.entries(USELESS)) {
    it(`is fed back twice and then fails the run: ${name}`, async () => {
      const { modelId, run, sent } = await start({ turns: [attempt], afterLast: 'repeat' });
      assert.equal(run.status, 'failed');
      assert.equal(run.errorCode, 'model_output_invalid');
      assert.equal(sent, 0);
      const requests = await requestsOf(modelId);
      assert.equal(requests.length, 3);
      assert.equal(requests.at(-1)?.body?.messages.at(-1)?.role, 'user');
    });
  }

  it('that ended with an error is asked for again, and nothing of it is executed', async () => {
    const broken = { toolCalls: [call(GOOD)], finishReason: 'error' };
    const { run, sent, modelId } = await start({ turns: [[broken, { text: 'Nothing to send.' }]] });
    assert.deepEqual([run.status, sent], ['completed', 0], run.errorMessage ?? '');
    assert.equal((await requestsOf(modelId)).length, 2);
  });

  it('does not end the run when the model corrects itself', async () => {
    const bad = USELESS['truncated arguments'];
    const { run, sent } = await start({ turns: [bad, bad, { toolCalls: [call(GOOD)] }, { text: 'Sent.' }] });
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal(sent, 1);
  });

  it('is never executed, whatever it looks like', async function () {
    this.timeout(180_000);
    const argument = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.json({ maxDepth: 2 }),
      fc
        .record({ channel: fc.constant('simulator'), to: fc.string(), text: fc.string() })
        .map((value) => JSON.stringify(value)),
      fc.nat(60).map((n) => JSON.stringify(GOOD).slice(0, n)),
    );
    const property = fc.asyncProperty(fc.array(argument, { minLength: 1, maxLength: 3 }), async (texts) => {
      const toolCalls = texts.map((text) => call(text));
      const { run, sent } = await start({ turns: [{ toolCalls }], afterLast: 'repeat' });
      if (texts.some((text) => !isGood(text))) {
        assert.equal(sent, 0);
        assert.equal(run.errorCode, 'model_output_invalid');
      }
    });
    await fc.assert(property, { numRuns: 25, seed: 20261121 });
  });
});

function isGood(text: string): boolean {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return value['channel'] === 'simulator' && /^\+[1-9]\d{6,14}$/.test(String(value['to']));
  } catch {
    return false;
  }
}

describe('a provider in trouble', function () {
  this.timeout(90_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  async function start(turns: unknown[], spec: Record<string, unknown> = {}) {
    const modelId = await scriptModel({ turns });
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId, ...spec }, tools: { allow: [] } },
    });
    const startedAt = Date.now();
    const run = await engine.ended(await engine.startRun({ agent }), 60_000);
    return { run, requests: await requestsOf(modelId), ms: Date.now() - startedAt };
  }

  it('is retried after the time that Retry-After names', async () => {
    const { run, requests, ms } = await start([
      [{ status: 429, headers: { 'retry-after': '3' } }, { text: 'Back again.' }],
    ]);
    assert.equal(run.status, 'completed');
    assert.equal(requests.length, 2);
    assert.ok(ms >= 2_900, `waited ${ms} ms`);
  });

  for (const status of [500, 503]) {
    it(`is retried after ${status}`, async () => {
      const { run, requests } = await start([[{ status }, { text: 'Back again.' }]]);
      assert.equal(run.status, 'completed');
      assert.equal(requests.length, 2);
    });
  }

  for (const disconnect of ['before', 'middle']) {
    it(`is retried after a connection that broke off ${disconnect} the answer, and half an answer is not kept`, async () => {
      const { run, requests } = await start([
        [{ text: 'Half of this is lost', disconnect }, { text: 'Whole.' }],
      ]);
      assert.equal(run.status, 'completed');
      assert.equal(requests.length, 2);
      assert.deepEqual((run.output as { markdown: string }).markdown, 'Whole.');
    });
  }

  for (const finishReason of ['error', 'abort', 'insufficient_system_resource', 'constructor']) {
    it(`is retried after an answer that ended with "${finishReason}", and half an answer is not kept`, async () => {
      const { run, requests } = await start([
        [{ text: 'Half of this is lost', finishReason }, { text: 'Whole.' }],
      ]);
      assert.equal(run.status, 'completed', run.errorMessage ?? '');
      assert.equal(requests.length, 2);
      assert.deepEqual((run.output as { markdown: string }).markdown, 'Whole.');
    });
  }

  it('is understood when it has another word for a regular end', async () => {
    const { run, requests } = await start([{ text: 'Whole.', finishReason: 'EOS' }]);
    assert.deepEqual([run.status, requests.length], ['completed', 1], run.errorMessage ?? '');
  });

  for (const status of [400, 401, 403, 404]) {
    it(`ends the run at once with the provider's message after ${status}`, async () => {
      const { run, requests } = await start([
        { status, error: { message: 'the provider says no', type: 'x', code: 'x' } },
      ]);
      assert.equal(run.status, 'failed');
      assert.equal(run.errorCode, 'model_refused');
      assert.match(run.errorMessage ?? '', /the provider says no/);
      assert.equal(requests.length, 1);
    });
  }

  it('hands over to the next model of the chain and logs the failover', async () => {
    const second = await scriptModel({ turns: [{ text: 'From the second.' }] });
    const { run } = await start([{ status: 404 }], { fallbackModels: [second] });
    assert.equal(run.status, 'completed');
    const failovers = await queryRows(
      engine,
      `SELECT 1 FROM log_entry WHERE run_id = $1 AND kind = 'failover'`,
      [run.id],
    );
    assert.equal(failovers.length, 1);
  });
});
