import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Child } from '../../scripts/stack/child.ts';
import { freePort } from '../../scripts/stack/ports.ts';
import { Engine } from '../support/engine.ts';
import { until } from '../support/until.ts';

const KEY = 'second-key';
const MODEL = 'second-model';
const SUGGESTIONS = ['high', 'medium', 'low'].map((confidence) => ({
  confidence,
  text: `The ${confidence} answer of the second provider.`,
}));

function rule(match: string, status: number, body: unknown): Record<string, unknown> {
  const response = { status, content: JSON.stringify(body) };
  return { path: '/v1/chat/completions', method: 'POST', match, response };
}

/** The last rule that matches wins: without the key or the model's name there is only an error. */
const CONFIG = {
  streaming: { chunkSize: 20, chunkIntervalMs: 5 },
  rules: [
    rule('@', 401, { error: { message: 'Wrong key or model.', code: 'invalid_api_key' } }),
    rule(`headers.authorization == 'Bearer ${KEY}' && body.model == '${MODEL}'`, 200, {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: MODEL,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: JSON.stringify({ suggestions: SUGGESTIONS }) },
          finish_reason: 'stop',
        },
      ],
    }),
  ],
};

describe('a second OpenAI-compatible provider', function () {
  this.timeout(60_000);
  let directory: string;
  let provider: Child;
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    directory = mkdtempSync(join(tmpdir(), 'steward-provider-'));
    const config = join(directory, 'provider.yaml');
    // JSON is YAML, too.
    writeFileSync(config, JSON.stringify(CONFIG));
    const port = await freePort();
    provider = await startChild({
      command: process.execPath,
      args: [createRequire(import.meta.url).resolve('@dwmkerr/mock-llm'), '--config', config],
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port) },
      log: () => undefined,
    });
    const origin = `http://127.0.0.1:${port}`;
    const answers = () =>
      fetch(`${origin}/health`).then(
        (response) => response.ok,
        () => false,
      );
    await until(answers, { what: 'the second provider', stop: () => !provider.running() });
    engine = await Engine.create({
      llmBaseUrl: `${origin}/v1`,
      env: { LLM_API_KEY: KEY, LLM_DEFAULT_MODEL: MODEL },
    });
    await engine.startWorker();
  });
  after(async () => {
    await engine.stop();
    await provider.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('needs nothing but another base URL, key and model name', async () => {
    const id = await engine.startRun({
      agent: await engine.agent({ kind: 'text_reply' }),
      input: { message: 'Do you have a course in May?' },
    });
    const run = await engine.ended(id);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.deepEqual(run.output, { suggestions: SUGGESTIONS });
  });
});
