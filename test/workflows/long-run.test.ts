import assert from 'node:assert/strict';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';

const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };
const TURNS = 40;
const CALLS_PER_TURN = 25;
const SINGLE_CALLS = 120;
const SAMPLE = 10;
const MOST_BYTES = 2_048;
const MOST_EVENTS = 7;
const LIMITS = { maxTurns: 2_000, maxToolCalls: 5_000, maxTokens: 2e9, maxCostMicroUsd: 2e9 };

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<Engine['workflow']>['fetchHistory']>>['events']
>[number];
interface Encoder {
  encode(event: HistoryEvent): { finish(): Uint8Array };
}

/** As it is stored: the class of a decoded event encodes it again. */
function bytesOf(event: HistoryEvent): number {
  return (event.constructor as unknown as Encoder).encode(event).finish().length;
}

/** Events and bytes from each scheduled activity up to the next one. */
function costOfActivities(events: readonly HistoryEvent[]): { events: number; bytes: number }[] {
  const costs: { events: number; bytes: number }[] = [];
  for (const event of events) {
    if (event.activityTaskScheduledEventAttributes) costs.push({ events: 0, bytes: 0 });
    const last = costs.at(-1);
    if (last === undefined) continue;
    last.events += 1;
    last.bytes += bytesOf(event);
  }
  return costs;
}

function average(costs: readonly { events: number; bytes: number }[]): { events: number; bytes: number } {
  const sum = (of: 'events' | 'bytes') => costs.reduce((total, cost) => total + cost[of], 0) / costs.length;
  return { events: sum('events'), bytes: Math.round(sum('bytes')) };
}

describe('a long run', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  const agentOf = (modelId: string) =>
    engine.agent({ spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } } });

  it('of 1,000 tool calls finishes', async () => {
    const turn = { toolCalls: Array.from({ length: CALLS_PER_TURN }, () => LEADS) };
    const turns = [...Array.from({ length: TURNS }, () => turn), { text: 'Done.' }];
    const modelId = await scriptModel({ turns });
    const startedAt = Date.now();
    const id = await engine.startRun({ agent: await agentOf(modelId), limits: LIMITS });
    const run = await engine.ended(id, 55_000);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal(run.toolCalls, TURNS * CALLS_PER_TURN);
    assert.equal(run.turns, TURNS + 1);
    assert.equal((await requestsOf(modelId)).length, TURNS + 1);
    process.stdout.write(`      1,000 tool calls in ${Date.now() - startedAt} ms\n`);
  });

  it('costs as little history at its end as at its beginning', async () => {
    const modelId = await scriptModel({ repeatTool: { ...LEADS, times: SINGLE_CALLS, then: 'Done.' } });
    const id = await engine.startRun({ agent: await agentOf(modelId), limits: LIMITS });
    const run = await engine.ended(id, 55_000);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    const handle = engine.workflow(id);
    await handle.result();
    const first = (await handle.describe()).raw.workflowExecutionInfo?.firstRunId ?? undefined;
    const { events } = await engine.client.workflow.getHandle(handle.workflowId, first).fetchHistory();
    const costs = costOfActivities(events ?? []);
    assert.ok(costs.length > 2 * SAMPLE, `${costs.length} activities`);
    const start = average(costs.slice(0, SAMPLE));
    const end = average(costs.slice(-SAMPLE));
    process.stdout.write(
      `      history per activity (${costs.length}): first ${SAMPLE} ${start.bytes} B, ${start.events} events; ` +
        `last ${SAMPLE} ${end.bytes} B, ${end.events} events\n`,
    );
    for (const cost of [start, end]) {
      assert.ok(cost.bytes < MOST_BYTES, `${cost.bytes} bytes`);
      assert.ok(cost.events <= MOST_EVENTS, `${cost.events} events`);
    }
    assert.ok(end.bytes < start.bytes * 1.25, `grew from ${start.bytes} to ${end.bytes} bytes`);
  });
});
