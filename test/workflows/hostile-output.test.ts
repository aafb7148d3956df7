/** Answers that are malformed below the level of their content: none may wedge a run or be paid for again and again. */
import assert from 'node:assert/strict';
import { toPublicId } from '../../domain/ids.ts';
import { DECIDE_APPROVAL, type DecideApprovalResult } from '../../domain/temporal/agent-run.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';

const SEND = { channel: 'simulator', to: '+491555550001', text: 'Hi' };
const REASKED = 3;

const send = (args: unknown) => ({ toolCalls: [{ name: 'send_message', arguments: args }] });
const body = (value: unknown) => ({
  rawBody: `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\ndata: [DONE]\n\n`,
  contentType: 'text/event-stream',
});
const chunk = (choice: unknown, more: Record<string, unknown> = {}) =>
  body({ id: 'x', object: 'chat.completion.chunk', model: 'm', choices: [choice], ...more });
const says = (content: unknown) => ({ index: 0, delta: { content }, finish_reason: 'stop' });

/** What no PostgreSQL can keep, and what is no chat completion at all. */
const USELESS: Readonly<Record<string, Record<string, unknown>>> = {
  'a text with NUL': { text: 'Hello\0there' },
  'a text with half a surrogate pair': { text: 'Hello \ud83d there' },
  'arguments with an escaped NUL': send('{"channel":"simulator","to":"+491555550001","text":"a\\u0000b"}'),
  'arguments with half a surrogate pair': send(
    '{"channel":"simulator","to":"+491555550001","text":"a\\ud800b"}',
  ),
  'arguments with a raw NUL': send('{"text":"a\0b"}'),
  'a tool name with NUL': { toolCalls: [{ name: 'send\0message', arguments: SEND }] },
  'a tool name of a megabyte': { toolCalls: [{ name: 'x'.repeat(1_000_000), arguments: '{}' }] },
  'a member named with NUL': send('{"a\\u0000":1}'),
  'arguments nested a hundred thousand deep': send(`{"text":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  'arguments with a number beyond all numbers': send(
    '{"channel":"simulator","to":"+491555550001","text":1e400}',
  ),
  'a chunk that is null': body('null'),
  'a chunk that is a text': body('"hello"'),
  'a chunk that is a list': body([1, 2]),
  'choices that are an object': body({ choices: { 0: says('x') } }),
  'choices that are null': body({ choices: null }),
  'a choice that is null': chunk(null),
  'a content that is an object': chunk(says({ text: 'x' })),
  'tool calls that are an object': chunk({ delta: { tool_calls: { 0: 'x' } }, finish_reason: 'tool_calls' }),
  'a tool call that is null': chunk({ delta: { tool_calls: [null] }, finish_reason: 'tool_calls' }),
  'a function name that is a number': chunk({
    delta: { tool_calls: [{ index: 0, id: 'a', function: { name: 7, arguments: 7 } }] },
    finish_reason: 'tool_calls',
  }),
  'a usage that is a text': chunk(says('\0'), { usage: 'many' }),
  'a whole answer of the wrong form': {
    rawBody: '{"choices":[{"message":{"content":[1],"tool_calls":"x"},"finish_reason":"stop"}]}',
    contentType: 'application/json',
  },
  'a whole answer that is null': { rawBody: 'null', contentType: 'application/json' },
};

/** Odd, but of no consequence for what is said. */
const USABLE: Readonly<Record<string, Record<string, unknown>>> = {
  'a model name with NUL': chunk(says('Fine.'), { model: 'm\0\ud800' }),
  'a model name that is a number': chunk(says('Fine.'), { model: 17 }),
  'a cost beyond all money': chunk(says('Fine.'), {
    usage: { prompt_tokens: 1e300, completion_tokens: -5, cost: 1e300 },
  }),
  'a usage that is a list': chunk(says('Fine.'), { usage: [] }),
};

describe('a hostile provider', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  async function start(script: Record<string, unknown>) {
    const modelId = await scriptModel(script);
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: {
        model: { modelId },
        tools: { allow: ['send_message'] },
        autonomy: 'autonomous',
        enableAutopilot: true,
      },
    });
    const run = await engine.ended(await engine.startRun({ agent }), 15_000);
    return { run, requests: (await requestsOf(modelId)).length };
  }

  for (const [name, attempt] of Object.entries(USELESS)) {
    it(`is asked three times and no more: ${name}`, async () => {
      const { run, requests } = await start({ turns: [attempt], afterLast: 'repeat' });
      assert.deepEqual([run.status, run.errorCode, requests], ['failed', 'model_output_invalid', REASKED]);
      assert.deepEqual(await queryRows(engine, 'SELECT 1 FROM message WHERE run_id = $1', [run.id]), []);
    });
  }

  for (const [name, attempt] of Object.entries(USABLE)) {
    it(`is understood all the same: ${name}`, async () => {
      const { run, requests } = await start({ turns: [attempt] });
      assert.deepEqual([run.status, requests], ['completed', 1], run.errorMessage ?? '');
    });
  }

  it('ends the run with its message, whatever is in it', async () => {
    const { run } = await start({ turns: [{ status: 400, error: { message: 'no\0 \ud800 never' } }] });
    assert.deepEqual([run.status, run.errorCode], ['failed', 'model_refused']);
    assert.match(run.errorMessage ?? '', /no.* never/);
  });

  for (const [name, message] of Object.entries({
    'a reason with NUL': { decision: 'reject', reason: 'no\0way' },
    'a reason that is a number': { decision: 'reject', reason: 17 },
    'a reason of a megabyte': { decision: 'reject', reason: 'x'.repeat(1_000_000) },
    'edited arguments with NUL': { decision: 'edit', arguments: { ...SEND, text: 'a\0b' } },
    'edited arguments with half a surrogate pair': {
      decision: 'edit',
      arguments: { ...SEND, text: '\ud800' },
    },
    'edited arguments that do not fit': { decision: 'edit', arguments: { text: 17 } },
  })) {
    it(`does not wedge a waiting run, nor does an operator who sends ${name}`, async () => {
      const modelId = await scriptModel({ turns: [send(SEND), { text: 'Sent.' }] });
      const agent = await engine.agent({ spec: { model: { modelId }, tools: { allow: ['send_message'] } } });
      const id = await engine.startRun({ agent });
      await engine.reaches(id, ['waiting']);
      const [approval] = await queryRows<{ id: string }>(
        engine,
        'SELECT id FROM approval WHERE run_id = $1',
        [id],
      );
      const approvalId = toPublicId('approval', approval?.id ?? '');
      const handle = engine.workflow(id);
      await handle.signal(DECIDE_APPROVAL, { approvalId, ...message });
      const refused = await handle.executeUpdate<DecideApprovalResult, [unknown]>(DECIDE_APPROVAL, {
        args: [{ approvalId, ...message }],
      });
      assert.equal(refused.applied, false);
      assert.notEqual(refused.detail, '');
      await handle.signal(DECIDE_APPROVAL, { approvalId, decision: 'approve' });
      assert.equal((await engine.ended(id, 15_000)).status, 'completed');
    });
  }
});
