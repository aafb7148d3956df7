import assert from 'node:assert/strict';
import type { LogEntryBody, LogEntryView } from '../../../domain/contracts/log-entries.ts';
import { buildTimeline } from '../../../web/src/components/timeline/timeline-model.ts';

const START = Date.parse('2026-03-02T08:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();

interface Extra {
  readonly durationMs?: number;
  readonly span?: string;
  readonly parent?: string;
  readonly costMicroUsd?: number;
}

let seq = 0;
function entry(
  ms: number,
  body: LogEntryBody,
  { durationMs, span = 'run', parent, costMicroUsd }: Extra = {},
) {
  seq += 1;
  const view: LogEntryView = {
    id: `log_${String(seq)}`,
    runId: 'run_1',
    seq,
    spanId: span,
    parentSpanId: parent ?? null,
    kind: body.kind,
    entry: body,
    durationMs: durationMs ?? null,
    usageId: null,
    usage:
      costMicroUsd === undefined
        ? null
        : {
            id: 'usg_1',
            provider: 'demo',
            model: 'demo',
            inputTokens: 100,
            cachedTokens: 0,
            outputTokens: 10,
            reasoningTokens: 0,
            costMicroUsd,
            priceSource: 'table',
            source: 'reported',
          },
    createdAt: at(ms),
  };
  return view;
}

function model(turn: number, ms: number, durationMs: number): LogEntryView {
  const body: LogEntryBody = {
    kind: 'llm_generation',
    turn,
    provider: 'demo',
    model: 'demo',
    finishReason: 'stop',
    promptSummary: '',
    completionSummary: '',
    toolCalls: 0,
    attempt: 1,
  };
  return entry(ms, body, {
    durationMs,
    span: `model-${String(turn)}`,
    parent: `turn-${String(turn)}`,
    costMicroUsd: 300,
  });
}

function tool(turn: number, callIndex: number, ms: number, durationMs: number): LogEntryView {
  const span = `call-${String(turn)}-${String(callIndex)}`;
  return entry(
    ms,
    {
      kind: 'tool_call',
      turn,
      callIndex,
      toolName: 'send_message',
      input: {},
      output: {},
      status: 'succeeded',
      durationMs,
    },
    { durationMs, span, parent: `turn-${String(turn)}` },
  );
}

const event = (
  ms: number,
  body: Omit<Extract<LogEntryBody, { kind: 'system_event' }>, 'kind'>,
  extra?: Extra,
) => entry(ms, { kind: 'system_event', ...body }, extra);

describe('The timeline of a run', () => {
  it('nests calls and the events of their spans under their turn', () => {
    const timeline = buildTimeline(
      [
        event(0, { event: 'run_started' }),
        model(1, 900, 800),
        event(900, { event: 'approval_requested' }, { span: 'call-1-0', parent: 'turn-1' }),
        tool(1, 0, 1000, 50),
        model(2, 2000, 900),
      ],
      { startMs: START, endMs: START + 2000, open: false },
    );
    assert.deepEqual(
      timeline.turns.map((turn) => turn.items.map((item) => item.type)),
      [['model', 'note', 'tool'], ['model']],
    );
    assert.deepEqual(
      timeline.turns.map((turn) => turn.costMicroUsd),
      [300, 300],
    );
    assert.equal(timeline.events.length, 2);
  });

  it('folds the time a run waited, says for what, and does not count it as work', () => {
    const hours = 2 * 60 * 60 * 1000;
    const { turns, scale } = buildTimeline(
      [
        model(1, 1000, 1000),
        event(1010, {
          event: 'state_changed',
          prevState: 'running',
          newState: 'waiting',
          reason: 'approval',
        }),
        event(
          1000 + hours,
          { event: 'approval_decided', newState: 'approved' },
          { span: 'call-1-0', parent: 'turn-1' },
        ),
        event(1010 + hours, { event: 'state_changed', prevState: 'waiting', newState: 'running' }),
        tool(1, 0, 1100 + hours, 100),
      ],
      { startMs: START, endMs: START + hours + 1100, open: false },
    );
    const gaps = turns[0]?.items.flatMap((item) => (item.type === 'gap' ? [item.gap] : []));
    assert.deepEqual(
      gaps?.map(({ startMs, endMs, reason }) => [endMs - startMs, reason]),
      [[hours, 'approval']],
    );
    assert.equal(turns[0]?.activeMs, 1100);
    assert.equal(scale.activeMs, 1100);
    assert.equal(scale.gaps.length, 1);
  });

  it('shows an open wait at the end of the last turn', () => {
    const { turns } = buildTimeline(
      [model(1, 500, 500), event(510, { event: 'state_changed', newState: 'waiting', reason: 'approval' })],
      { startMs: START, endMs: START + 60_000, open: true },
    );
    const last = turns[0]?.items.at(-1);
    assert.ok(last?.type === 'gap' && last.gap.ongoing === true && last.gap.reason === 'approval');
  });

  it('lets calls that ran side by side begin together', () => {
    const { turns } = buildTimeline([model(1, 100, 100), tool(1, 0, 600, 50), tool(1, 1, 600, 500)], {
      startMs: START,
      endMs: START + 600,
      open: false,
    });
    const tools = turns[0]?.items.flatMap((item) => (item.type === 'tool' ? [item] : [])) ?? [];
    assert.equal(tools[0]?.startMs, tools[1]?.startMs);
    assert.ok(Number(tools[0]?.bar.width) < Number(tools[1]?.bar.width));
  });

  it('keeps every bar inside the axis', () => {
    const { turns } = buildTimeline([model(1, 5, 400), model(2, 90_000, 50)], {
      startMs: START,
      endMs: START + 90_000,
      open: false,
    });
    for (const { bar } of turns)
      assert.ok(bar.left >= 0 && bar.left + bar.width <= 100.1, JSON.stringify(bar));
  });
});
