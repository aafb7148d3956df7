/** The circuit breakers of models and providers, on a clock of their own. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOutage, ModelPaused, ModelTimeout } from '../../activities/failures.ts';
import { Breaker, type BreakerChange } from '../../activities/model/breaker.ts';
import { createModelClient } from '../../activities/model/model-client.ts';

const MODEL = 'm';
const OUTAGE = () => Promise.reject(new ModelTimeout('silent'));
const REFUSAL = () => Promise.reject(new Error('no such model'));
const ANSWER = () => Promise.resolve('answer');

function breakerOf(failures = 3, openMs = 1_000) {
  let at = 0;
  const changes: BreakerChange[] = [];
  const breaker = new Breaker('model', isOutage, {
    failures,
    openMs,
    now: () => at,
    onChange: (one) => changes.push(one),
  });
  const { signal } = new AbortController();
  /** What came of the call: the answer, `paused`, or the error's name. */
  const call = async (work: () => Promise<unknown>, by = signal, model = MODEL): Promise<unknown> => {
    try {
      return await breaker.call(model, by, work);
    } catch (error) {
      return error instanceof ModelPaused ? 'paused' : (error as Error).name;
    }
  };
  return { breaker, call, changes, wait: (ms: number) => (at += ms) };
}

describe('the breaker of a model', () => {
  it('opens after as many outages in a row as it was told, and not before', async () => {
    const { call, breaker } = breakerOf();
    assert.deepEqual(
      [await call(OUTAGE), await call(OUTAGE), breaker.isPaused(MODEL)],
      ['ModelTimeout', 'ModelTimeout', false],
    );
    await call(OUTAGE);
    assert.ok(breaker.isPaused(MODEL));
    assert.equal(await call(ANSWER), 'paused');
    assert.equal(await call(ANSWER, undefined, 'another'), 'answer');
  });

  it('forgets outages once there is an answer', async () => {
    const { call, breaker } = breakerOf();
    for (const work of [OUTAGE, OUTAGE, ANSWER, OUTAGE, OUTAGE]) await call(work);
    assert.equal(breaker.isPaused(MODEL), false);
  });

  it('lets one call try when the time is over, and closes on its answer', async () => {
    const { call, wait, changes } = breakerOf();
    for (let i = 0; i < 3; i += 1) await call(OUTAGE);
    wait(1_000);
    let answer: (text: string) => void = () => undefined;
    const trying = call(() => new Promise((resolve) => (answer = resolve)));
    assert.equal(await call(ANSWER), 'paused');
    answer('back');
    assert.equal(await trying, 'back');
    assert.equal(await call(ANSWER), 'answer');
    assert.deepEqual(
      changes.map(({ pausedUntil }) => pausedUntil?.getTime()),
      [1_000, undefined],
    );
  });

  it('stays open twice as long after each try in vain, up to five minutes', async () => {
    const { call, wait, changes } = breakerOf(1, 60_000);
    for (let i = 0; i < 6; i += 1) {
      await call(OUTAGE);
      wait(300_000);
    }
    const open = changes.map(({ pausedUntil }, i) => (pausedUntil?.getTime() ?? 0) - i * 300_000);
    assert.deepEqual(open, [60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('is closed by a try that is refused: the provider answers', async () => {
    const { call, wait, breaker } = breakerOf();
    for (let i = 0; i < 3; i += 1) await call(OUTAGE);
    wait(1_000);
    assert.equal(await call(REFUSAL), 'Error');
    assert.equal(breaker.isPaused(MODEL), false);
  });

  it('learns nothing from a call that was called off, and lets the next one try', async () => {
    const { call, wait } = breakerOf();
    for (let i = 0; i < 3; i += 1) await call(OUTAGE);
    wait(1_000);
    const cancel = new AbortController();
    cancel.abort();
    assert.equal(await call(OUTAGE, cancel.signal), 'ModelTimeout');
    assert.equal(await call(ANSWER), 'answer');
  });

  it('is open only after outages in a row, and never for ever (property)', async () => {
    const moves = fc.array(
      fc.constantFrom('outage' as const, 'refusal' as const, 'answer' as const, 'wait' as const),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(moves, async (names) => {
        const { call, wait, breaker } = breakerOf(3, 1_000);
        let inARow = 0;
        for (const name of names) {
          if (name === 'wait') wait(500);
          else {
            const paused = breaker.isPaused(MODEL);
            const outcome = await call({ outage: OUTAGE, refusal: REFUSAL, answer: ANSWER }[name]);
            assert.equal(outcome === 'paused', paused);
            if (outcome === 'ModelTimeout') inARow += 1;
            if (outcome === 'answer') inARow = 0;
            if (breaker.isPaused(MODEL)) assert.ok(inARow >= 3);
          }
        }
        wait(300_000);
        assert.equal(await call(ANSWER), 'answer');
        assert.equal(breaker.isPaused(MODEL), false);
      }),
    );
  });
});

describe('the breaker of a provider', () => {
  const refused = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });

  /** A client of a provider whose network does what `network` says, and how its calls end. */
  function clientOf(network: () => Promise<Response>) {
    let at = 0;
    let asked = 0;
    const changes: BreakerChange[] = [];
    const client = createModelClient({
      baseUrl: 'http://models.example/v1',
      apiKey: 'none',
      patience: { firstByteMs: 1_000, idleMs: 1_000, totalMs: 1_000 },
      breaker: { failures: 3, openMs: 1_000, now: () => at, onChange: (one) => changes.push(one) },
      fetch: () => {
        asked += 1;
        return network();
      },
    });
    const ask = async (model: string): Promise<unknown> => {
      const { signal } = new AbortController();
      try {
        await client.complete({
          model,
          messages: [],
          tools: [],
          maxTokens: 1,
          signal,
          onText: () => undefined,
        });
        return 'answer';
      } catch (error) {
        return error instanceof ModelPaused ? error.message : (error as Error).name;
      }
    };
    return { client, ask, changes, asked: () => asked, wait: (ms: number) => (at += ms) };
  }

  const answer = () => Promise.resolve(Response.json({ choices: [] }));

  it('pauses all its models once it could not be reached for some of them, and brings all back by one try', async () => {
    let network: () => Promise<Response> = () => Promise.reject(refused);
    const { client, ask, changes, asked, wait } = clientOf(() => network());
    for (const model of ['a', 'b', 'c']) assert.equal(await ask(model), 'Error');
    assert.match(String(await ask('d')), /^the provider models\.example is paused after 3 failures in a row/);
    assert.equal(asked(), 3);
    assert.ok(client.isPaused('never asked'));
    network = answer;
    wait(1_000);
    assert.equal(await ask('a'), 'answer');
    assert.equal(await ask('b'), 'answer');
    assert.deepEqual(
      changes.map(({ kind, name, pausedUntil }) => [kind, name, pausedUntil?.getTime()]),
      [
        ['provider', 'models.example', 1_000],
        ['provider', 'models.example', undefined],
      ],
    );
  });

  it('stays closed while only one of its models is down', async () => {
    const { client, ask, changes } = clientOf(() => Promise.resolve(new Response('down', { status: 503 })));
    for (let i = 0; i < 3; i += 1) await ask('a');
    assert.deepEqual([client.isPaused('a'), client.isPaused('b')], [true, false]);
    assert.deepEqual(
      changes.map(({ kind, name }) => [kind, name]),
      [['model', 'a']],
    );
  });

  it('that cannot be reached leaves a paused model paused', async () => {
    let network = () => Promise.resolve(new Response('down', { status: 503 }));
    const { client, ask, wait } = clientOf(() => network());
    for (let i = 0; i < 3; i += 1) await ask('a');
    wait(1_000);
    network = () => Promise.reject(refused);
    await ask('a');
    network = () => Promise.resolve(new Response('down', { status: 503 }));
    await ask('a');
    assert.ok(client.isPaused('a'), 'one failed try is enough to stay paused');
  });
});
