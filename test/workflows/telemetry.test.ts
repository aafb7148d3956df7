/** What a collector of OpenTelemetry traces gets to see of a run. */
import assert from 'node:assert/strict';
import { toPublicId } from '../../domain/ids.ts';
import { freePort } from '../../scripts/stack/ports.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const TASKS = { name: 'get_priority_tasks', arguments: {} };
const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };

/** A run in the middle of a model call, ended by the kill switch of its agent. */
async function killHanging(engine: Engine, kind: string): Promise<string> {
  const modelId = await scriptModel({ turns: [{ toolCalls: [TASKS] }, { text: 'never', hang: 'before' }] });
  const agent = await engine.agent({ kind, spec: { model: { modelId }, tools: { allow: [TASKS.name] } } });
  const id = await engine.startRun({ agent, input: { message: 'Are you open?' } });
  await until(async () => (await requestsOf(modelId)).length === 2, { what: 'the model to be asked twice' });
  await engine.database.transact(engine.organizationId, (store) =>
    store.killSwitch.killAgent(agent.agentId, 'key:test'),
  );
  assert.equal((await engine.run(id)).status, 'cancelled');
  return id;
}

/** A run that is cancelled before anybody could start it, with a child that is as far. */
async function cancelQueued(engine: Engine, kind: string, kindOfChild: string): Promise<void> {
  const { agentId, versionId: agentVersionId } = await engine.agent({ kind });
  const facts = { agentId, agentVersionId, input: {}, goals: [], limits: {} as never };
  await engine.database.transact(engine.organizationId, async (store) => {
    const { id: runId } = await store.runs.create({ ...facts, kind, trigger: 'api' });
    const parent = { runId, turn: 1, callIndex: 0, depth: 1, tainted: false };
    await store.runs.create({ ...facts, kind: kindOfChild, trigger: 'parent_run', parent });
    assert.equal(await store.runs.requestCancel(runId, 'test'), 'cancelled');
  });
}

describe('the metrics of a worker', function () {
  this.timeout(120_000);

  it('count runs, model calls, tokens, cost and tools, beside those of the process and of Temporal', async () => {
    const port = await freePort();
    const engine = await Engine.create({ env: { METRICS_PORT: String(port) } });
    try {
      await engine.startWorker();
      const modelId = await scriptModel({ turns: [{ toolCalls: [LEADS, LEADS] }, { text: 'Nobody new.' }] });
      const spec = { model: { modelId }, tools: { allow: ['get_recent_leads'] } };
      const run = await engine.ended(
        await engine.startRun({ agent: await engine.agent({ kind: 'dashboard_briefing', spec }) }),
      );
      const refusing = await scriptModel({ turns: [{ status: 401 }] });
      const refused = await engine.agent({ spec: { model: { modelId: refusing } } });
      await engine.ended(await engine.startRun({ agent: refused }));
      const unfinished = ['text_reply', 'analyzer', 'auto_tag'] as const;
      await killHanging(engine, unfinished[0]);
      await cancelQueued(engine, unfinished[1], unfinished[2]);

      let text = '';
      const cancelled = (kind: string) => `steward_runs_total{kind="${kind}",status="cancelled"}`;
      await until(
        async () => {
          text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
          return unfinished.every((kind) => text.includes(cancelled(kind)));
        },
        { what: 'the runs that no workflow ended to be counted', timeoutMs: 20_000 },
      );
      const value = (series: string) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${series} `))
            ?.slice(series.length),
        );
      for (const kind of unfinished) assert.equal(value(cancelled(kind)), 1);
      const ended = 'kind="dashboard_briefing",status="completed"';
      assert.equal(value(`steward_runs_total{${ended}}`), 1);
      assert.equal(value(`steward_run_duration_seconds_count{${ended}}`), 1);
      assert.equal(value(`steward_runs_total{kind="${refused.kind}",status="failed"}`), 1);
      assert.equal(value(`steward_model_calls_total{model="${modelId}",outcome="recorded"}`), 2);
      assert.equal(value(`steward_model_calls_total{model="${refusing}",outcome="refused"}`), 1);
      assert.equal(
        value(`steward_model_tokens_total{model="${modelId}",type="input"}`),
        Number(run.inputTokens),
      );
      assert.equal(value(`steward_model_cost_micro_usd_total{model="${modelId}"}`), Number(run.costMicroUsd));
      assert.equal(value('steward_tool_calls_total{tool="get_recent_leads",status="succeeded"}'), 2);
      assert.match(text, /^process_cpu_seconds_total /m);
      assert.match(text, /^temporal_workflow_completed_total\{/m);
    } finally {
      await engine.stop();
    }
  });
});

describe('the traces of a worker', function () {
  this.timeout(120_000);
  let receiver: OtlpReceiver;
  let engine: Engine;
  let completedId: string;
  let failedId: string;
  let killedId: string;
  let agentId: string;

  before(async () => {
    receiver = await startOtlpReceiver();
    engine = await Engine.create({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=of-the-collector',
      },
    });
    const worker = await engine.startWorker();
    const modelId = await scriptModel({ turns: [{ toolCalls: [LEADS, LEADS] }, { text: 'Nobody new.' }] });
    const agent = await engine.agent({
      kind: 'dashboard_briefing',
      spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } },
    });
    ({ agentId } = agent);
    completedId = await engine.startRun({ agent });
    assert.equal((await engine.ended(completedId)).status, 'completed');
    const refusing = await scriptModel({ turns: [{ status: 401 }] });
    failedId = await engine.startRun({
      agent: await engine.agent({ spec: { model: { modelId: refusing } } }),
    });
    assert.equal((await engine.ended(failedId)).status, 'failed');
    killedId = await killHanging(engine, 'dashboard_briefing');
    await until(
      async () =>
        (
          await queryRows(
            engine,
            `SELECT 1 FROM outbox WHERE kind = 'tell_end' AND payload->>'runId' = $1 AND done_at IS NOT NULL`,
            [killedId],
          )
        ).length === 1,
      { what: 'the end of the killed run to be told', timeoutMs: 20_000 },
    );
    // Spans are sent in batches; the last batch goes out with the worker.
    await worker.stop();
  });
  after(async () => {
    await engine.stop();
    await receiver.close();
  });

  function spansOf(runId: string): ReceivedSpan[] {
    return receiver.spans.filter((span) => span.traceId === runId.replaceAll('-', ''));
  }

  function only(runId: string, name: string): ReceivedSpan {
    const found = spansOf(runId).filter((span) => span.name === name);
    assert.equal(
      found.length,
      1,
      `${name} among ${spansOf(runId)
        .map((span) => span.name)
        .join(', ')}`,
    );
    return found[0] as ReceivedSpan;
  }

  it('arrive at the collector that the environment names, with its headers', () => {
    assert.ok(receiver.requests.length > 0);
    for (const { path, headers } of receiver.requests) {
      assert.equal(path, '/v1/traces');
      assert.equal(headers['x-api-key'], 'of-the-collector');
    }
  });

  it("have the run's trace id, and the run as the root that everything belongs under", async () => {
    const row = await engine.run(completedId);
    const agents = await queryRows<{ name: string }>(engine, 'SELECT name FROM agent WHERE id = $1', [
      agentId,
    ]);
    const root = only(completedId, `invoke_agent ${agents[0]?.name ?? ''}`);
    assert.equal(root.traceId, row.traceId);
    assert.equal(root.parentSpanId, '');
    assert.equal(root.failed, false);
    const { attributes } = root;
    assert.equal(attributes['gen_ai.operation.name'], 'invoke_agent');
    assert.equal(attributes['gen_ai.agent.id'], toPublicId('agent', agentId));
    assert.equal(attributes['gen_ai.conversation.id'], completedId);
    assert.equal(attributes['gen_ai.usage.input_tokens'], Number(row.inputTokens));
    assert.equal(attributes['gen_ai.usage.output_tokens'], Number(row.outputTokens));
    assert.equal(attributes['steward.run.status'], 'completed');
    const known = new Set(spansOf(completedId).map((span) => span.spanId));
    const orphans = spansOf(completedId).filter((span) => span !== root && !known.has(span.parentSpanId));
    assert.deepEqual(orphans, []);
  });

  it('show turns, model calls and tool calls, nested by time and by parent', () => {
    const root = spansOf(completedId).find((span) => span.parentSpanId === '');
    const [first, second] = [only(completedId, 'turn 1'), only(completedId, 'turn 2')];
    const chats = spansOf(completedId).filter((span) => span.name.startsWith('chat '));
    const tools = spansOf(completedId).filter((span) => span.name === 'execute_tool get_recent_leads');
    assert.deepEqual([chats.length, tools.length], [2, 2]);
    assert.deepEqual([first.parentSpanId, second.parentSpanId], [root?.spanId, root?.spanId]);
    assert.deepEqual(chats.map((span) => span.parentSpanId).sort(), [first.spanId, second.spanId].sort());
    for (const tool of tools) {
      assert.equal(tool.parentSpanId, first.spanId);
      assert.ok(tool.startedAtNs >= first.startedAtNs);
    }
    assert.ok(second.startedAtNs >= first.startedAtNs && first.endedAtNs > first.startedAtNs);
  });

  it('name model, tool and tokens by the GenAI conventions', async () => {
    const [chat] = spansOf(completedId).filter((span) => span.name.startsWith('chat '));
    assert.ok(chat);
    const { attributes } = chat;
    assert.equal(attributes['gen_ai.operation.name'], 'chat');
    assert.equal(chat.name, `chat ${String(attributes['gen_ai.request.model'])}`);
    assert.equal(typeof attributes['gen_ai.response.model'], 'string');
    assert.ok(Number(attributes['gen_ai.usage.input_tokens']) > 0);
    assert.ok(Number(attributes['gen_ai.usage.output_tokens']) > 0);
    assert.ok(Array.isArray(attributes['gen_ai.response.finish_reasons']));
    const tool = spansOf(completedId).find((span) => span.name === 'execute_tool get_recent_leads');
    assert.equal(tool?.attributes['gen_ai.operation.name'], 'execute_tool');
    assert.equal(tool.attributes['gen_ai.tool.name'], 'get_recent_leads');
    const logged = await queryRows<{ span_id: string }>(
      engine,
      `SELECT span_id FROM log_entry WHERE run_id = $1 AND kind IN ('llm_generation', 'tool_call')`,
      [completedId],
    );
    const known = new Set(spansOf(completedId).map((span) => span.spanId));
    assert.equal(logged.length, 4);
    for (const { span_id } of logged)
      assert.ok(known.has(span_id), 'an entry of the timeline without its span');
  });

  it('have the whole of a run that a kill switch ended, once', async () => {
    const row = await engine.run(killedId);
    const roots = spansOf(killedId).filter((span) => span.parentSpanId === '');
    assert.equal(roots.length, 1);
    assert.equal(roots[0]?.attributes['steward.run.status'], 'cancelled');
    assert.equal(Math.round(Number(roots[0].endedAtNs) / 1e6), row.finishedAt?.getTime());
    only(killedId, 'turn 1');
  });

  it('say of a failed run what went wrong', () => {
    const root = spansOf(failedId).find((span) => span.name.startsWith('invoke_agent '));
    assert.equal(root?.failed, true);
    assert.equal(root.attributes['error.type'], 'model_refused');
    const chat = spansOf(failedId).find((span) => span.name.startsWith('chat '));
    assert.equal(chat?.failed, true);
  });
});
