/** From a run's log to what the timeline draws: turns, their steps, and the gaps in which nothing happened. */
import type { LogEntryBody, LogEntryView } from '../../api/types.ts';
import { type Bar, type Gap, makeScale, type Scale } from './time-scale.ts';

/** Longer pauses between two steps are folded and named. */
const GAP_MS = 3000;

type Of<K extends LogEntryBody['kind']> = LogEntryView & {
  readonly entry: Extract<LogEntryBody, { kind: K }>;
};

interface Timed {
  readonly startMs: number;
  readonly endMs: number;
  readonly bar: Bar;
}

export type Step =
  | ({ readonly type: 'model'; readonly log: Of<'llm_generation'> } & Timed)
  | ({ readonly type: 'tool'; readonly key: string; readonly log: Of<'tool_call'> } & Timed)
  | ({ readonly type: 'note'; readonly log: LogEntryView } & Timed);

export type ToolStep = Extract<Step, { type: 'tool' }>;

export type TurnItem = Step | { readonly type: 'gap'; readonly gap: Gap };

export interface Turn {
  readonly number: number;
  readonly items: readonly TurnItem[];
  readonly bar: Bar;
  readonly activeMs: number;
  readonly costMicroUsd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly model: string;
  readonly tools: readonly string[];
  readonly hasProblem: boolean;
  /** Changes when anything drawn of this turn changes. */
  readonly signature: string;
}

export interface Timeline {
  readonly turns: readonly Turn[];
  /** What is no step of a turn: start, rules, changes of state. */
  readonly events: readonly Of<'system_event'>[];
  readonly scale: Scale;
}

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  /** The run is still open, so the end is now. */
  readonly open: boolean;
}

export function buildTimeline(entries: readonly LogEntryView[], span: Span): Timeline {
  const drafts = groupParallel(assignTurns(entries));
  const gaps = findGaps(drafts, entries, span);
  const scale = makeScale(span.startMs, span.endMs, gaps);
  const byTurn = new Map<number, Draft[]>();
  for (const draft of drafts) {
    const turn = byTurn.get(draft.turn);
    if (turn === undefined) byTurn.set(draft.turn, [draft]);
    else turn.push(draft);
  }
  const numbers = [...byTurn.keys()].filter((turn) => turn > 0).sort((a, b) => a - b);
  const gapsBySeq = new Map(gaps.map((gap) => [gap.beforeSeq, gap]));
  const turns = numbers.map((number) => toTurn(number, byTurn.get(number) ?? [], gapsBySeq, scale));
  const last = turns.at(-1);
  // The gap that no step ends: the run still waits, or waited until its end.
  const open = gapsBySeq.get(undefined);
  return {
    turns: last === undefined || open === undefined ? turns : [...turns.slice(0, -1), withGap(last, open)],
    events: entries.filter((log): log is Of<'system_event'> => log.entry.kind === 'system_event'),
    scale,
  };
}

interface Draft {
  readonly turn: number;
  readonly log: LogEntryView;
  readonly startMs: number;
  readonly endMs: number;
}

/** Entries that name no turn belong to the turn of their span, or else to the one under way. */
function assignTurns(entries: readonly LogEntryView[]): Draft[] {
  const turnOfSpan = new Map<string, number>();
  for (const { entry, spanId, parentSpanId } of entries) {
    if (entry.kind !== 'llm_generation' && entry.kind !== 'tool_call') continue;
    turnOfSpan.set(spanId, entry.turn);
    if (parentSpanId !== null) turnOfSpan.set(parentSpanId, entry.turn);
  }
  let current = 0;
  return entries.flatMap((log) => {
    const { entry } = log;
    const named =
      'turn' in entry ? entry.turn : (turnOfSpan.get(log.spanId) ?? turnOfSpan.get(log.parentSpanId ?? ''));
    current = Math.max(current, named ?? 0);
    if (isQuiet(entry)) return [];
    const endMs = Date.parse(log.createdAt);
    return [{ turn: named ?? Math.max(current, 1), log, startMs: endMs - (log.durationMs ?? 0), endMs }];
  });
}

/** Shown beside the timeline, not in it. */
function isQuiet(entry: LogEntryBody): boolean {
  const events: readonly string[] = ['run_started', 'rules_applied', 'state_changed', 'continued_as_new'];
  return entry.kind === 'system_event' && events.includes(entry.event);
}

/** Calls that ran side by side are written at once when the slowest is done: they began together. */
function groupParallel(drafts: readonly Draft[]): Draft[] {
  const begins = new Map<string, number>();
  const groupOf = ({ turn, log }: Draft) => `${turn} ${log.createdAt}`;
  for (const draft of drafts) {
    if (draft.log.entry.kind !== 'tool_call') continue;
    begins.set(groupOf(draft), Math.min(draft.startMs, begins.get(groupOf(draft)) ?? Infinity));
  }
  return drafts.map((draft) => {
    const startMs = draft.log.entry.kind === 'tool_call' ? begins.get(groupOf(draft)) : undefined;
    return startMs === undefined
      ? draft
      : { ...draft, startMs, endMs: startMs + (draft.log.durationMs ?? 0) };
  });
}

function findGaps(drafts: readonly Draft[], entries: readonly LogEntryView[], span: Span): Gap[] {
  const gaps: Gap[] = [];
  const waitingAt = readWaiting(entries);
  let busyUntil = span.startMs;
  for (const draft of drafts) {
    if (draft.startMs - busyUntil > GAP_MS) {
      const reason = waitingAt(draft.startMs);
      gaps.push({ startMs: busyUntil, endMs: draft.startMs, reason, beforeSeq: draft.log.seq });
    }
    busyUntil = Math.max(busyUntil, draft.endMs);
  }
  if (span.endMs - busyUntil > GAP_MS) {
    const reason = waitingAt(span.endMs);
    // An open run that does not wait is at work on its next step.
    const folded = !span.open || reason !== undefined;
    if (folded) gaps.push({ startMs: busyUntil, endMs: span.endMs, reason, ongoing: span.open });
  }
  return gaps;
}

/** What the run waited for just before a moment, if it waited. Moments must be asked in order. */
function readWaiting(entries: readonly LogEntryView[]): (beforeMs: number) => string | undefined {
  const changes = entries.flatMap(({ entry, createdAt }) =>
    entry.kind === 'system_event' && entry.event === 'state_changed'
      ? [{ entry, atMs: Date.parse(createdAt) }]
      : [],
  );
  let next = 0;
  let waiting: string | undefined;
  return (beforeMs) => {
    for (
      let change = changes[next];
      change !== undefined && change.atMs <= beforeMs;
      change = changes[next]
    ) {
      const { newState, reason } = change.entry;
      waiting = newState === 'waiting' ? (reason ?? 'a decision') : undefined;
      next += 1;
    }
    return waiting;
  };
}

type GapsBySeq = ReadonlyMap<number | undefined, Gap>;

function toTurn(number: number, drafts: readonly Draft[], gaps: GapsBySeq, scale: Scale): Turn {
  const steps = drafts.map((draft) => toStep(draft, scale));
  const items = steps.flatMap((step): TurnItem[] => {
    const gap = gaps.get(step.log.seq);
    return gap === undefined ? [step] : [{ type: 'gap', gap }, step];
  });
  const startMs = Math.min(...drafts.map((draft) => draft.startMs));
  const endMs = Math.max(...drafts.map((draft) => draft.endMs));
  // A gap ahead of the first step lies between two turns.
  const idleMs = items
    .slice(1)
    .reduce((sum, item) => sum + (item.type === 'gap' ? item.gap.endMs - item.gap.startMs : 0), 0);
  const usages = drafts.flatMap(({ log }) => (log.usage === null ? [] : [log.usage]));
  return {
    number,
    items,
    bar: scale.bar(startMs, endMs),
    activeMs: endMs - startMs - idleMs,
    costMicroUsd: usages.reduce((sum, usage) => sum + usage.costMicroUsd, 0),
    inputTokens: usages.reduce((sum, usage) => sum + usage.inputTokens, 0),
    outputTokens: usages.reduce((sum, usage) => sum + usage.outputTokens, 0),
    model: steps.find((step) => step.type === 'model')?.log.entry.model ?? '',
    tools: steps.flatMap((step) => (step.type === 'tool' ? [step.log.entry.toolName] : [])),
    hasProblem: steps.some(isProblem),
    signature: [items.length, ...steps.map((step) => `${step.bar.left},${step.bar.width}`)].join(' '),
  };
}

function withGap(turn: Turn, gap: Gap): Turn {
  return {
    ...turn,
    items: [...turn.items, { type: 'gap', gap }],
    signature: `${turn.signature} ${gap.endMs}`,
  };
}

function toStep({ log, startMs, endMs }: Draft, scale: Scale): Step {
  const timed = { startMs, endMs, bar: scale.bar(startMs, endMs) };
  if (isEntry(log, 'llm_generation')) return { type: 'model', log, ...timed };
  if (isEntry(log, 'tool_call')) return { type: 'tool', key: stepKey(log.entry), log, ...timed };
  return { type: 'note', log, ...timed };
}

function isEntry<K extends LogEntryBody['kind']>(log: LogEntryView, kind: K): log is Of<K> {
  return log.entry.kind === kind;
}

/** What a dry run left out, and what a real run would have been denied, too. */
export const callsNotMade = (timeline: Timeline): ToolStep[] => callsThat(['skipped', 'denied'], timeline);

/** Tool calls that were carried out, or may have been; those of a replay were only looked up. */
export const callsMade = (timeline: Timeline): ToolStep[] =>
  callsThat(['succeeded', 'unknown'], timeline).filter(({ log }) => log.entry.replayed !== true);

function callsThat(statuses: readonly string[], { turns }: Timeline): ToolStep[] {
  return turns
    .flatMap((turn) => turn.items)
    .filter((item): item is ToolStep => item.type === 'tool' && statuses.includes(item.log.entry.status));
}

/** The name of a tool call in an address: `2.0` is the first call of turn two. */
export function stepKey({ turn, callIndex }: { readonly turn: number; readonly callIndex: number }): string {
  return `${turn}.${callIndex}`;
}

function isProblem(step: Step): boolean {
  if (step.type === 'tool') return !['succeeded', 'skipped'].includes(step.log.entry.status);
  const { entry } = step.log;
  return (
    entry.kind === 'failover' || (entry.kind === 'system_event' && /rejected|unknown|limit/.test(entry.event))
  );
}
