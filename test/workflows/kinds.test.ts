import assert from 'node:assert/strict';
import { buildAgent, type BuiltAgent } from '../support/builders.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { runSeed } from '../../prisma/seed/seed.ts';

interface EndedRun {
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly output: unknown;
}

interface Figure {
  readonly text: string;
  readonly value: number | string;
  readonly turn: number;
  readonly callIndex: number;
}

interface ToolStep {
  readonly turn: number;
  readonly call_index: number;
  readonly status: string;
  readonly result: unknown;
}

const ENDED = ['completed', 'failed', 'cancelled', 'rejected'];
/** Every code that the model or the limits can be at fault for; an internal error is not among them. */
const NAMED_CODE = /^(model_|limit_|tool_|approval_)/;
const ALL_SECTIONS = ['leads', 'calls', 'messages', 'tasks'];
const NOT_JSON = 'Sure, happy to help with that.';
const LINES =
  'high: We will call you today.\nmedium: Which day suits you?\nlow: Shall we look for another date?';

describe('the agent kinds on the data of the sailing school', function () {
  this.timeout(90_000);
  let engine: Engine;
  let organizationId: string;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    ({ organizationId } = await runSeed({ systemUrl: engine.testDatabase.system }));
    await engine.startWorker();
  });
  after(() => engine.stop());

  const agentOf = (kind: string, modelId = 'demo', more: Record<string, unknown> = {}) =>
    buildAgent(engine.testDatabase.system, organizationId, { kind, spec: { model: { modelId }, ...more } });

  async function start(agent: BuiltAgent, input: Record<string, unknown>): Promise<string> {
    const { id } = await engine.database.transact(organizationId, (store) =>
      store.runs.create({
        agentId: agent.agentId,
        agentVersionId: agent.versionId,
        kind: agent.kind,
        trigger: 'api',
        input,
        goals: [],
        limits: {} as never,
      }),
    );
    return id;
  }

  async function ended(id: string): Promise<EndedRun> {
    let run: EndedRun | undefined;
    await until(
      async () => {
        [run] = await queryRows<EndedRun>(
          engine,
          'SELECT status, error_code, error_message, output FROM run WHERE id = $1',
          [id],
        );
        return ENDED.includes(run?.status ?? '');
      },
      { what: () => `the end of ${JSON.stringify(run)}`, timeoutMs: 60_000 },
    );
    assert.ok(run);
    return run;
  }

  async function completed(id: string): Promise<EndedRun> {
    const run = await ended(id);
    assert.equal(run.status, 'completed', `${run.error_code ?? ''}: ${run.error_message ?? ''}`);
    return run;
  }

  const toolSteps = (id: string) =>
    queryRows<ToolStep>(
      engine,
      'SELECT turn, call_index, status, result FROM run_step WHERE run_id = $1 AND call_index >= 0',
      [id],
    );

  const failovers = (id: string) =>
    queryRows(engine, "SELECT 1 FROM log_entry WHERE run_id = $1 AND kind = 'failover'", [id]);

  function assertSuggestions(run: EndedRun): void {
    const { suggestions } = run.output as { suggestions: { confidence: string; text: string }[] };
    assert.deepEqual(
      suggestions.map((suggestion) => suggestion.confidence),
      ['high', 'medium', 'low'],
    );
    for (const { text } of suggestions) assert.ok(text.length > 0);
  }

  it('writes a briefing that mentions figures of the tools', async () => {
    const id = await start(await agentOf('dashboard_briefing'), {});
    const { markdown } = (await completed(id)).output as { markdown: string };
    assert.match(markdown, /^## /m);
    const results = JSON.stringify((await toolSteps(id)).map((step) => step.result));
    const known = new Set(results.match(/\d+/g));
    const mentioned = markdown.match(/\d+/g) ?? [];
    assert.ok(
      mentioned.some((figure) => known.has(figure)),
      markdown,
    );
  });

  it('writes a report whose every figure stands in a succeeded tool step of the run', async () => {
    const input = { sections: ALL_SECTIONS, period: 'last_30_days' };
    const id = await start(await agentOf('custom_report'), input);
    const { figures } = (await completed(id)).output as { figures: Figure[] };
    assert.ok(figures.length > 0);
    const steps = await toolSteps(id);
    for (const figure of figures) {
      const step = steps.find((each) => each.turn === figure.turn && each.call_index === figure.callIndex);
      assert.equal(step?.status, 'succeeded', JSON.stringify(figure));
      assert.ok(JSON.stringify(step.result).includes(String(figure.value)), JSON.stringify(figure));
    }
  });

  it('refuses an invented figure, says so to the model, and fails when it insists', async () => {
    const modelId = await scriptModel({
      turns: [
        { toolCalls: [{ name: 'get_recent_leads', arguments: { period: 'last_30_days' } }] },
        { text: '# Report\n\n## Leads\n\nThere were 987654 leads.' },
      ],
      afterLast: 'repeat',
    });
    const id = await start(await agentOf('custom_report', modelId), { sections: ['leads'] });
    const run = await ended(id);
    assert.equal(run.status, 'failed');
    assert.equal(run.error_code, 'model_output_invalid');
    const requests = await requestsOf(modelId);
    assert.ok(requests.length >= 3, `${requests.length} requests`);
    assert.match(requests[2]?.body?.messages.at(-1)?.content ?? '', /"987654"/);
  });

  for (const [what, message] of [
    ['a German price question', 'Hallo, was kostet der Segelkurs im Sommer?'],
    ['an English cancellation', 'Hi, I have to cancel my booking for Saturday, sorry.'],
  ] as const) {
    it(`suggests three answers to ${what}`, async () => {
      const id = await start(await agentOf('text_reply'), { message });
      assertSuggestions(await completed(id));
      assert.equal((await failovers(id)).length, 0);
    });
  }

  it('reads the suggestions from lines when the first answer is not JSON, and logs the failover', async () => {
    const modelId = await scriptModel({ turns: [{ text: NOT_JSON }, { text: LINES }], afterLast: 'repeat' });
    const id = await start(await agentOf('text_reply', modelId), { message: 'Are you open?' });
    assertSuggestions(await completed(id));
    assert.equal((await failovers(id)).length, 1);
  });

  it('fails instead of inventing suggestions when both answers are unusable', async () => {
    const modelId = await scriptModel({ turns: [{ text: NOT_JSON }], afterLast: 'repeat' });
    const id = await start(await agentOf('text_reply', modelId), { message: 'Are you open?' });
    const run = await ended(id);
    assert.deepEqual([run.status, run.error_code], ['failed', 'model_output_invalid']);
    assert.equal(run.output, null);
  });

  it('suggests three answers to each of 20 messages, without one fallback', async () => {
    const agent = await agentOf('text_reply');
    const messages = Array.from(
      { length: 20 },
      (_, i) => `Question ${i + 1}: is there a course on day ${i + 1}?`,
    );
    const ids = await Promise.all(messages.map((message) => start(agent, { message })));
    for (const id of ids) {
      assertSuggestions(await completed(id));
      assert.equal((await failovers(id)).length, 0);
    }
  });

  const inputs: Record<string, Record<string, unknown>[]> = {
    dashboard_briefing: [{}, { focus: 'leads' }, { focus: 'open invoices' }, { focus: 'calls' }],
    custom_report: [{}, { sections: ['leads'] }, { period: 'yesterday' }, { prompt: 'Only what is open.' }],
    text_reply: [{ message: 'Hallo' }, { message: '???' }, { message: 'Cancel' }, { message: 'Price?' }],
  };
  for (const [kind, cases] of Object.entries(inputs)) {
    it(`ends every ${kind} of a model that answers at random, with a named code where it fails`, async () => {
      // A random model asks to send messages, too; nobody approves, so the question expires.
      const agent = await agentOf(kind, 'demo-random', { approvalTimeoutSeconds: 1 });
      const ids = await Promise.all(cases.map((input) => start(agent, input)));
      for (const id of ids) {
        const run = await ended(id);
        if (run.status === 'completed') continue;
        assert.equal(run.status, 'failed');
        assert.match(run.error_code ?? '', NAMED_CODE, run.error_message ?? '');
      }
    });
  }
});
