import assert from 'node:assert/strict';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';

const LEADS = { name: 'get_recent_leads', arguments: { period: 'last_7_days' } };
const CALLS = 1_000;
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
  this.timeout(600_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  const agentOf = (modelId: string) =>
    engine.agent({ spec: { model: { modelId }, tools: { allow: ['get_recent_leads'] } } });

  it('of 1,000 tool calls finishes, and its history costs as much at the end as at the beginning', async () => {
    const modelId = await scriptModel({ repeatTool: { ...LEADS, times: CALLS, then: 'Done.' } });
    const startedAt = Date.now();
    const id = await engine.startRun({ agent: await agentOf(modelId), limits: LIMITS });
    const run = await engine.ended(id, 570_000);
    assert.equal(run.status, 'completed', run.errorMessage ?? '');
    assert.equal(run.toolCalls, CALLS);
    assert.equal((await requestsOf(modelId)).length, CALLS + 1);
    const handle = engine.workflow(id);
    await handle.result();
    const firstRunId = (await handle.describe()).raw.workflowExecutionInfo?.firstRunId ?? undefined;
    const firstHistory = await engine.client.workflow.getHandle(handle.workflowId, firstRunId).fetchHistory();
    const lastHistory = await handle.fetchHistory();
    // The very last activity is followed by the end of the workflow, which is not its cost.
    const start = average(costOfActivities(firstHistory.events ?? []).slice(0, SAMPLE));
    const end = average(costOfActivities(lastHistory.events ?? []).slice(-SAMPLE - 1, -1));
    process.stdout.write(
      `      ${CALLS} tool calls in ${Math.round((Date.now() - startedAt) / 1000)} s; history per activity: ` +
        `first ${SAMPLE} ${start.bytes} B, ${start.events} events; last ${SAMPLE} ${end.bytes} B, ${end.events} events\n`,
    );
    for (const cost of [start, end]) {
      assert.ok(cost.bytes < MOST_BYTES, `${cost.bytes} bytes`);
      assert.ok(cost.events <= MOST_EVENTS, `${cost.events} events`);
    }
    assert.ok(end.bytes < start.bytes * 1.25, `grew from ${start.bytes} to ${end.bytes} bytes`);
  });
});
