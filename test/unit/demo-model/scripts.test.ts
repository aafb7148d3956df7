import assert from 'node:assert/strict';
import type OpenAI from 'openai';
import { setTimeout as sleep } from 'node:timers/promises';
import { collect, openDoor, user } from './door.ts';
import type { Door, Streamed } from './door.ts';

type Messages = OpenAI.ChatCompletionMessageParam[];

describe('demo model: scripted models', () => {
  let door: Door;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  async function ask(
    model: string,
    messages: Messages,
    options: OpenAI.RequestOptions = {},
  ): Promise<Streamed> {
    const body = { model, messages, stream: true, stream_options: { include_usage: true } } as const;
    return collect(await door.client.chat.completions.create(body, options));
  }

  function answered(got: Streamed): Messages {
    const calls = got.toolCalls.map((call) => ({
      id: call.id,
      type: 'function' as const,
      function: { name: call.name, arguments: call.arguments },
    }));
    const results = got.toolCalls.map((call) => ({
      role: 'tool' as const,
      tool_call_id: call.id,
      content: '{}',
    }));
    return [{ role: 'assistant', content: got.text, tool_calls: calls }, ...results];
  }

  async function fault(model: string): Promise<unknown> {
    try {
      await ask(model, [user('x')]);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it('plays turn by turn and moves on at a re-ask', async () => {
    const model = await door.script({
      turns: [
        { toolCalls: [{ name: 'look', arguments: {} }] },
        { text: 'turn {{turn}}' },
        { text: 'again {{turn}}' },
      ],
    });
    const start: Messages = [{ role: 'system', content: 's' }, user('go')];
    const first = await ask(model, start);
    const next = [...start, ...answered(first)];
    assert.equal((await ask(model, next)).text, 'turn 1');
    assert.equal((await ask(model, [...next, user('once more')])).text, 'again 2');
    const seen = await door.recorded(model);
    assert.deepEqual(
      seen.map((request) => request.turn),
      [0, 1, 2],
    );
  });

  it('plays attempts in order for each conversation and repeats the last', async () => {
    const model = await door.script({ turns: [[{ status: 503 }, { text: 'second' }]] });
    assert.equal(((await fault(model)) as InstanceType<typeof OpenAI.APIError>).status, 503);
    assert.equal((await ask(model, [user('x')])).text, 'second');
    assert.equal((await ask(model, [user('x')])).text, 'second');
    await assert.rejects(ask(model, [user('another conversation')]));
  });

  it('ends with an error after the last turn, or repeats it when told to', async () => {
    const over: Messages = [user('x'), { role: 'assistant', content: 'y' }, user('z')];
    const strict = await door.script({ turns: [{ text: 'only' }] });
    await assert.rejects(ask(strict, over), /1 turns/);
    const patient = await door.script({ turns: [{ text: 'only' }], afterLast: 'repeat' });
    assert.equal((await ask(patient, over)).text, 'only');
  });

  it('repeats a tool the wanted number of times, also when the client trims old turns', async () => {
    const model = await door.script({
      repeatTool: { name: 'look', arguments: { page: 'p{{n}}' }, times: 5, then: 'done' },
    });
    const start: Messages = [{ role: 'system', content: 's' }, user('go')];
    for (let round = 0; round < 2; round += 1) {
      let tail: Messages = [];
      const pages = [];
      for (;;) {
        const got = await ask(model, [...start, ...tail]);
        if (got.toolCalls.length === 0) {
          assert.equal(got.text, 'done');
          break;
        }
        pages.push((JSON.parse(got.toolCalls[0]?.arguments ?? '') as { page: string }).page);
        tail = answered(got);
      }
      assert.deepEqual(pages, ['p1', 'p2', 'p3', 'p4', 'p5']);
    }
  });

  it('counts on its own when the client rewrites the call ids', async () => {
    const model = await door.script({ repeatTool: { name: 'look', arguments: {}, times: 3, then: 'done' } });
    const start: Messages = [{ role: 'system', content: 's' }, user('go')];
    let tail: Messages = [];
    let calls = 0;
    for (;;) {
      const got = await ask(model, [...start, ...tail]);
      if (got.toolCalls.length === 0) break;
      calls += 1;
      await ask(model, [...start, ...tail]);
      for (const call of got.toolCalls) call.id = `own_${String(calls)}`;
      tail = answered(got);
    }
    assert.equal(calls, 3);
  });

  it('answers a status with error and headers', async () => {
    const model = await door.script({
      turns: [
        { status: 429, error: { message: 'slow down', code: 'busy' }, headers: { 'retry-after': '7' } },
      ],
    });
    const error = (await fault(model)) as InstanceType<typeof OpenAI.RateLimitError>;
    assert.deepEqual([error.status, error.code, error.headers.get('retry-after')], [429, 'busy', '7']);
    assert.match(error.message, /slow down/);
  });

  it('answers foreign bodies, empty choices and very long text', async () => {
    const page = await door.script({ turns: [{ rawBody: '<html>502</html>', contentType: 'text/html' }] });
    const response = await door.post('/v1/chat/completions', { model: page, messages: [user('x')] });
    assert.deepEqual(
      [response.headers.get('content-type'), await response.text()],
      ['text/html', '<html>502</html>'],
    );
    const empty = await door.script({ turns: [{ emptyChoices: true }] });
    const answer = await door.client.chat.completions.create({ model: empty, messages: [user('x')] });
    assert.deepEqual(answer.choices, []);
    const long = await door.script({ turns: [{ bigText: 3_000_000 }] });
    assert.equal((await ask(long, [user('x')])).text.length, 3_000_000);
  });

  it('cuts a stream off without finish or usage', async () => {
    const model = await door.script({ turns: [{ text: 'abcdefgh', cutTo: 5 }] });
    const got = await ask(model, [user('x')]);
    assert.deepEqual([got.text, got.finishReason, got.usage], ['abcde', null, null]);
    const broken = await door.script({
      turns: [{ toolCalls: [{ name: 'look', arguments: '{"a":"b"}' }], cutTo: 4 }],
    });
    assert.equal((await ask(broken, [user('x')])).toolCalls[0]?.arguments, '{"a"');
  });

  it('sends raw arguments and its own usage', async () => {
    const call = { id: 'same', name: 'look', arguments: '{"oops":' };
    const model = await door.script({
      turns: [{ toolCalls: [call, call], usage: { cost: 0.25, prompt_tokens: 7 } }],
    });
    const got = await ask(model, [user('x')]);
    assert.deepEqual(got.toolCalls, [call, call]);
    assert.equal(got.usage?.prompt_tokens, 7);
    assert.equal((got.usage as { cost?: number } | null)?.cost, 0.25);
  });

  it('waits before the first byte and between chunks', async () => {
    const model = await door.script({ turns: [{ text: 'x'.repeat(96), delayMs: 60, chunkDelayMs: 20 }] });
    const started = performance.now();
    await ask(model, [user('x')]);
    assert.ok(performance.now() - started >= 110);
  });

  for (const where of ['before', 'middle'] as const) {
    it(`hangs ${where} the answer until the client leaves, and records that`, async () => {
      const model = await door.script({ turns: [{ text: 'never complete', hang: where }] });
      // The client ends an aborted stream silently once it has begun.
      const left = await ask(model, [user('x')], { signal: AbortSignal.timeout(150) }).catch(() => null);
      assert.equal(left?.text ?? null, where === 'before' ? null : 'never c');
      assert.equal(left?.finishReason ?? null, null);
      await sleep(50);
      const [seen] = await door.recorded(model);
      assert.deepEqual([seen?.completed, seen?.aborted], [false, true]);
    });

    it(`disconnects ${where} the answer`, async () => {
      const model = await door.script({ turns: [{ text: 'never complete', disconnect: where }] });
      assert.ok(await fault(model));
      const [seen] = await door.recorded(model);
      assert.deepEqual([seen?.completed, seen?.aborted], [false, false]);
    });
  }

  it('names what is wrong with a script', async () => {
    const response = await door.post('/demo/scripts', { turns: [{ txt: 'x' }] });
    assert.equal(response.status, 400);
    assert.match(await response.text(), /txt|turns/);
    assert.equal((await door.post('/demo/scripts', {})).status, 400);
  });

  it('forgets scripts and requests', async () => {
    const own = await openDoor();
    try {
      const model = await own.script({ id: 'mine', turns: [{ text: 'x' }] });
      assert.equal(model, 'script-mine');
      const root = own.url.replace('/v1', '/demo');
      await own.post('/v1/chat/completions', { model, messages: [user('x')] });
      await fetch(`${root}/scripts`, { method: 'DELETE' });
      const gone = await own.post('/v1/chat/completions', { model, messages: [user('x')] });
      assert.equal(gone.status, 404);
      await fetch(`${root}/requests`, { method: 'DELETE' });
      assert.deepEqual(await own.recorded(model), []);
    } finally {
      await own.close();
    }
  });

  it('serves many clients at once without delay', async () => {
    const model = await door.script({ turns: [{ text: 'quick' }] });
    const clients = Array.from({ length: 16 }, async (_, index) => {
      for (let round = 0; round < 10; round += 1)
        await ask(model, [user(`${String(index)} ${String(round)}`)]);
    });
    await Promise.all(clients);
    assert.equal((await door.recorded(model)).length, 160);
  });
});
