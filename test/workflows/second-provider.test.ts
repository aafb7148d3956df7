import assert from 'node:assert/strict';
import { type RunningDemoModel, startDemoModel } from '../../scripts/demo-model/server.ts';
import { Engine } from '../support/engine.ts';

const KEY = 'another-key';

describe('another model provider', function () {
  this.timeout(60_000);
  let provider: RunningDemoModel;

  before(async () => {
    provider = await startDemoModel({ apiKey: KEY });
  });
  after(() => provider.close());

  async function briefing(apiKey: string) {
    const engine = await Engine.create({ env: { LLM_BASE_URL: provider.url, LLM_API_KEY: apiKey } });
    try {
      await engine.startWorker();
      const agent = await engine.agent({ kind: 'dashboard_briefing' });
      return await engine.ended(await engine.startRun({ agent }));
    } finally {
      await engine.stop();
    }
  }

  it('needs nothing but another base URL and key', async () => {
    const run = await briefing(KEY);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.ok(run.toolCalls > 0);
  });

  it('that refuses the key ends the run with its message', async () => {
    const run = await briefing('wrong');
    assert.equal(run.status, 'failed');
    assert.equal(run.errorCode, 'model_refused');
    assert.match(run.errorMessage ?? '', /401/);
  });
});
