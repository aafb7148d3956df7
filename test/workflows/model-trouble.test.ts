/** Providers in trouble: pauses of models, silence, streams that stall. The demo model plays the provider. */
import assert from 'node:assert/strict';
import { startDemoModel } from '../../scripts/demo-model/server.ts';
import { freePort } from '../../scripts/stack/ports.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const DOWN = { status: 503 };
const FAILURES = 3;
const OPEN_MS = 6_000;

/** Times are short enough for a test and long enough for a busy machine. */
const PATIENCE = {
  LLM_FIRST_BYTE_TIMEOUT_MS: '2500',
  LLM_IDLE_TIMEOUT_MS: '1500',
  LLM_TOTAL_TIMEOUT_MS: '8000',
  LLM_BREAKER_FAILURES: String(FAILURES),
  LLM_BREAKER_OPEN_MS: String(OPEN_MS),
};

describe('a model in trouble', function () {
  this.timeout(90_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create({ env: PATIENCE });
    await engine.startWorker();
  });
  after(() => engine.stop());

  async function start(modelId: string, fallbackModels: string[] = []): Promise<string> {
    const agent = await engine.agent({
      kind: 'assistant',
      spec: { model: { modelId, fallbackModels }, tools: { allow: [] } },
    });
    return engine.startRun({ agent, input: { question: 'What is new?' } });
  }

  const textOf = (output: unknown): string => (output as { markdown: string }).markdown;

  const failoversOf = async (id: string): Promise<string[]> => {
    const rows = await queryRows<{ reason: string }>(
      engine,
      `SELECT entry->>'reason' AS reason FROM log_entry WHERE run_id = $1 AND kind = 'failover' ORDER BY seq`,
      [id],
    );
    return rows.map(({ reason }) => reason);
  };

  it('that is down hands over once it is paused, is skipped meanwhile, and comes back by one try', async () => {
    const id = `primary-${String(process.pid)}`;
    const primary = await scriptModel({ id, turns: [DOWN] });
    const second = await scriptModel({ turns: [{ text: 'From the second.' }] });
    const first = await engine.ended(await start(primary, [second]), 40_000);
    assert.equal(first.status, 'completed', first.errorMessage ?? '');
    assert.equal(textOf(first.output), 'From the second.');
    assert.match((await failoversOf(first.id))[0] ?? '', /503/);
    assert.equal((await requestsOf(primary)).length, FAILURES);

    const skipping = await engine.ended(await start(primary, [second]));
    assert.equal(textOf(skipping.output), 'From the second.');
    assert.match((await failoversOf(skipping.id))[0] ?? '', /paused after 3 failures in a row .*503/);
    assert.equal((await requestsOf(primary)).length, FAILURES, 'a paused model was asked');

    await scriptModel({ id, turns: [{ text: 'Primary is back.' }] });
    await new Promise((resolve) => setTimeout(resolve, OPEN_MS));
    const back = await engine.ended(await start(primary, [second]));
    assert.equal(textOf(back.output), 'Primary is back.');
    assert.deepEqual(await failoversOf(back.id), []);
  });

  it('without another is waited for, and waiting costs no attempt', async () => {
    // Five of six attempts are used up by what fails; the sixth answers, however often it was paused between.
    const only = await scriptModel({ turns: [[DOWN, DOWN, DOWN, DOWN, { text: 'At last.' }]] });
    const run = await engine.ended(await start(only), 70_000);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal(textOf(run.output), 'At last.');
    assert.equal((await requestsOf(only)).length, 5);
  });

  it('whose limit is reached is not down: it is asked again when it said, and never paused', async () => {
    const limited = { status: 429, headers: { 'retry-after-ms': '200' } };
    const busy = await scriptModel({ turns: [[limited, limited, limited, limited, { text: 'Your turn.' }]] });
    const run = await engine.ended(await start(busy), 40_000);
    assert.equal(textOf(run.output), 'Your turn.');
    assert.equal((await requestsOf(busy)).length, 5);
    assert.ok(!engine.logs.some((line) => line.includes(busy) && line.includes('paused')));
  });

  it('that says nothing at all is given up after the time for the first piece', async () => {
    const mute = await scriptModel({ turns: [[{ hang: 'before' }, { text: 'Here I am.' }]] });
    const run = await engine.ended(await start(mute), 40_000);
    assert.equal(textOf(run.output), 'Here I am.');
    const [silent] = await requestsOf(mute);
    assert.equal(silent?.aborted, true);
  });

  it('that stalls in the middle leaves nothing of its half behind, and who watches is told', async () => {
    const half = 'This half sentence must never be an answer, because nobody ever came to finish what it beg';
    const stalling = await scriptModel({ turns: [[{ text: half, hang: 'middle' }, { text: 'Whole.' }]] });
    const id = await start(stalling);
    await until(
      async () =>
        (await queryRows(engine, 'SELECT 1 FROM stream_chunk WHERE run_id = $1 AND discarded', [id])).length >
          0 || (await engine.run(id)).status === 'completed',
      { what: 'the half answer to be discarded', timeoutMs: 20_000 },
    );
    const run = await engine.ended(id, 40_000);
    assert.equal(textOf(run.output), 'Whole.');
    const kept = await queryRows<{ text: string }>(
      engine,
      `SELECT entry::text AS text FROM log_entry WHERE run_id = $1
       UNION ALL SELECT content::text FROM run_step WHERE run_id = $1`,
      [id],
    );
    assert.ok(kept.every(({ text }) => !text.includes('half sentence')));
  });

  it('that drips for ever is given up after the time for a whole answer', async () => {
    const dripping = await scriptModel({
      turns: [[{ text: 'drip '.repeat(400), chunkDelayMs: 400 }, { text: 'At once.' }]],
    });
    const run = await engine.ended(await start(dripping), 60_000);
    assert.equal(textOf(run.output), 'At once.');
  });

  it('with another trouble each time is asked again each time', async () => {
    const unlucky = await scriptModel({
      turns: [
        [
          { disconnect: 'before' },
          { text: 'Half of', disconnect: 'middle' },
          { status: 429, headers: { 'retry-after-ms': '100' } },
          { text: 'Lucky.' },
        ],
      ],
    });
    const run = await engine.ended(await start(unlucky), 60_000);
    assert.equal(textOf(run.output), 'Lucky.');
    assert.equal((await requestsOf(unlucky)).length, 4);
  });

  it('hands over in the middle of an answer without mixing the two', async () => {
    const broken = await scriptModel({
      turns: [{ text: 'Half of the first', disconnect: 'middle' }],
      afterLast: 'repeat',
    });
    const second = await scriptModel({ turns: [{ text: 'All of the second.' }] });
    const run = await engine.ended(await start(broken, [second]), 60_000);
    assert.equal(textOf(run.output), 'All of the second.');
    assert.equal((await failoversOf(run.id)).length, 1);
  });
});

describe('a provider that cannot be reached', function () {
  this.timeout(120_000);

  it('is waited for, which costs no attempt and no money, and asked once it is back', async () => {
    const port = await freePort();
    const engine = await Engine.create({
      llmBaseUrl: `http://127.0.0.1:${String(port)}/v1`,
      env: { ...PATIENCE, LLM_BREAKER_OPEN_MS: '1000' },
    });
    try {
      await engine.startWorker();
      const agent = await engine.agent({
        kind: 'assistant',
        spec: { model: { modelId: 'demo', fallbackModels: [] }, tools: { allow: [] } },
      });
      const id = await engine.startRun({ agent, input: { question: 'What is new?' } });
      await until(() => engine.logs.some((line) => line.includes('the provider is paused')), {
        what: 'the provider to be paused',
        timeoutMs: 30_000,
      });
      const provider = await startDemoModel({ port });
      try {
        const run = await engine.ended(id, 60_000);
        assert.equal(run.status, 'completed', run.errorMessage ?? '');
        const usage = await queryRows(engine, 'SELECT 1 FROM usage WHERE run_id = $1', [id]);
        assert.equal(usage.length, 1);
        assert.ok(engine.logs.some((line) => line.includes('the provider is back')));
      } finally {
        await provider.close();
      }
    } finally {
      await engine.stop();
    }
  });
});
