import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { collect, openDoor, tool, user } from './door.ts';
import type { Door } from './door.ts';

describe('demo model: the chat-completions protocol', () => {
  let door: Door;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  const create = (body: object): Promise<unknown> =>
    door.client.chat.completions.create({
      model: 'demo',
      messages: [user('hello')],
      ...body,
    } as OpenAI.ChatCompletionCreateParamsNonStreaming);

  async function refused(body: object): Promise<InstanceType<typeof OpenAI.APIError>> {
    let caught: unknown;
    await create(body).catch((error: unknown) => {
      caught = error;
    });
    assert.ok(caught instanceof OpenAI.APIError, 'the request must be refused');
    return caught;
  }

  it('lists its models', async () => {
    const ids = [];
    for await (const model of door.client.models.list()) ids.push(model.id);
    assert.deepEqual(ids.slice(0, 2), ['demo', 'demo-random']);
  });

  it('streams text, tool calls, a finish reason and usage', async () => {
    const model = await door.script({
      turns: [
        { text: 'Let me look – Grüße 🚤'.repeat(5), toolCalls: [{ name: 'look', arguments: { n: 1 } }] },
      ],
    });
    const stream = await door.client.chat.completions.create({
      model,
      messages: [user('hello')],
      stream: true,
      stream_options: { include_usage: true },
    });
    const got = await collect(stream);
    assert.equal(got.text, 'Let me look – Grüße 🚤'.repeat(5));
    assert.ok(got.textChunks > 2);
    assert.deepEqual(
      got.toolCalls.map((call) => [call.name, call.arguments]),
      [['look', '{"n":1}']],
    );
    assert.equal(got.finishReason, 'tool_calls');
    assert.equal(
      got.usage?.total_tokens,
      (got.usage?.prompt_tokens ?? 0) + (got.usage?.completion_tokens ?? 0),
    );
  });

  it('answers the same without streaming', async () => {
    const model = await door.script({
      turns: [{ toolCalls: [{ id: 'call_a', name: 'look', arguments: '{"n": 1}' }] }],
    });
    const answer = await door.client.chat.completions.create({ model, messages: [user('hello')] });
    assert.equal(answer.object, 'chat.completion');
    const message = answer.choices[0]?.message;
    assert.equal(message?.content, null);
    assert.deepEqual(message.tool_calls, [
      { id: 'call_a', type: 'function', function: { name: 'look', arguments: '{"n": 1}' } },
    ]);
  });

  it('sends no usage in a stream unless asked to', async () => {
    const stream = await door.client.chat.completions.create({
      model: 'demo',
      messages: [user('hi')],
      stream: true,
    });
    const got = await collect(stream);
    assert.equal(got.usage, null);
    assert.equal(got.finishReason, 'stop');
  });

  it('counts a repeated prefix as cached, in blocks of 64 tokens, per model', async () => {
    const system = { role: 'system', content: `stable ${'words of the prompt '.repeat(200)}` };
    const ask = async (model: string, text: string): Promise<[number, number]> => {
      const { usage } = (await create({ model, messages: [system, user(text)] })) as OpenAI.ChatCompletion;
      assert.ok(usage?.prompt_tokens_details);
      return [usage.prompt_tokens, usage.prompt_tokens_details.cached_tokens ?? -1];
    };
    assert.equal((await ask('demo', 'one question'))[1], 0);
    const [prompt, cached] = await ask('demo', 'another question');
    assert.equal(cached % 64, 0);
    assert.ok(cached > 900 && cached <= prompt);
    assert.equal((await ask('demo-random', 'one question'))[1], 0);
  });

  it('answers 404 for an unknown model and an unknown path, 405 for a wrong method', async () => {
    const error = await refused({ model: 'nothing' });
    assert.deepEqual(
      [error.status, error.code, error.type],
      [404, 'model_not_found', 'invalid_request_error'],
    );
    assert.equal((await door.post('/v1/embeddings', {})).status, 404);
    assert.equal((await fetch(`${door.url}/chat/completions`)).status, 405);
  });

  it('answers 400 in the OpenAI shape for bad bodies and names the field', async () => {
    const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
    const bad: [object, string][] = [
      [{ messages: [] }, 'messages'],
      [{ messages: [{ role: 'robot', content: 'x' }] }, 'messages[0].role'],
      [{ messages: [{ role: 'user', content: 3 }] }, 'messages[0].content'],
      [{ messages: [{ role: 'assistant' }] }, 'messages[0].content'],
      [{ messages: [user('x'), { role: 'assistant', tool_calls: [call] }] }, 'messages'],
      [{ messages: [user('x'), { role: 'assistant', tool_calls: [call] }, user('y')] }, 'messages[2]'],
      [
        { messages: [user('x'), { role: 'tool', tool_call_id: 'a', content: 'x' }] },
        'messages[1].tool_call_id',
      ],
      [{ messages: [{ role: 'assistant', tool_calls: [call, call] }] }, 'messages[0].tool_calls'],
      [{ tools: [] }, 'tools'],
      [{ tools: [tool('look'), tool('look')] }, 'tools'],
      [{ tools: [{ type: 'function', function: { name: 'no spaces' } }] }, 'tools[0].function.name'],
      [{ tool_choice: 'required' }, 'tool_choice'],
      [{ response_format: { type: 'xml' } }, 'response_format'],
      [{ temperature: 9 }, 'temperature'],
      [{ max_tokens: 0 }, 'max_tokens'],
      [{ n: 2 }, 'n'],
      [{ stream_options: { include_usage: true } }, 'stream_options'],
      [{ model: '' }, 'model'],
    ];
    for (const [body, param] of bad) {
      const error = await refused(body);
      assert.deepEqual([error.status, error.param, error.type], [400, param, 'invalid_request_error']);
    }
    assert.equal((await door.post('/v1/chat/completions', '{"model":')).status, 400);
  });

  it('refuses tool-call arguments in the conversation that are not JSON', async () => {
    const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{"n":' } };
    const messages = [
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ];
    assert.equal((await refused({ messages })).param, 'messages[0].tool_calls[0].function.arguments');
  });

  it('refuses a strict schema that is open or leaves a property optional', async () => {
    const format = (schema: object): object => ({
      response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } },
    });
    const open = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    assert.match((await refused(format(open))).message, /additionalProperties/);
    const optional = { type: 'object', properties: { a: open }, required: [], additionalProperties: false };
    assert.match((await refused(format(optional))).message, /required/);
    await create(format({ ...open, additionalProperties: false }));
  });

  it('cuts an answer at max_tokens and says so', async () => {
    const answer = (await create({ max_tokens: 2 })) as OpenAI.ChatCompletion;
    const choice = answer.choices[0];
    assert.equal(choice?.finish_reason, 'length');
    assert.equal(choice.message.content?.length, 8);
  });

  it('wants the key when started with one', async () => {
    const locked = await openDoor({ apiKey: 'right' });
    try {
      await locked.client.chat.completions.create({ model: 'demo', messages: [user('hi')] });
      const wrong = new OpenAI({ baseURL: locked.url, apiKey: 'wrong', maxRetries: 0 });
      await assert.rejects(wrong.models.list(), (error: unknown) => {
        assert.ok(error instanceof OpenAI.AuthenticationError);
        assert.equal(error.code, 'invalid_api_key');
        return true;
      });
    } finally {
      await locked.close();
    }
  });

  it('answers 413 for a body over 20 MB', async () => {
    assert.equal((await door.post('/v1/chat/completions', ' '.repeat(20_000_001))).status, 413);
  });

  it('records requests with their bodies, refused ones too', async () => {
    await refused({ model: 'demo', temperature: 9 });
    const last = (await door.recorded('demo')).at(-1);
    assert.deepEqual([last?.status, last?.completed, last?.aborted], [400, true, false]);
    assert.equal(last?.body?.temperature, 9);
  });
});
