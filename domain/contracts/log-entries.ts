/** The timeline's only vocabulary: one member per kind of log entry (SPEC 4.1). */
import { z } from 'zod';
import { PROVENANCES } from '../provenance.ts';
import { idOf, microUsd, timestamp } from './primitives.ts';

export const SYSTEM_EVENTS = [
  'run_started',
  'rules_applied',
  'skills_left_out',
  'state_changed',
  'approval_requested',
  'approval_first_approved',
  'approval_reminded',
  'approval_escalated',
  'approval_decided',
  'model_output_rejected',
  'effect_unknown',
  'delegated',
  'limit_reached',
  'budget_exceeded',
  'budget_alert',
  'continued_as_new',
] as const;
export type SystemEvent = (typeof SYSTEM_EVENTS)[number];

/** Taken over from the run that this one replays: it was recorded then, and cost nothing now. */
const replayed = z.literal(true).optional();

export const logEntryBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('thought'), text: z.string() }),
  z.strictObject({
    kind: z.literal('llm_generation'),
    turn: z.int(),
    provider: z.string(),
    model: z.string(),
    finishReason: z.string().nullable(),
    promptSummary: z.string(),
    completionSummary: z.string(),
    toolCalls: z.int(),
    attempt: z.int(),
    replayed,
  }),
  z.strictObject({
    kind: z.literal('tool_call'),
    turn: z.int(),
    callIndex: z.int(),
    toolName: z.string(),
    input: z.unknown(),
    output: z.unknown(),
    status: z.enum(['succeeded', 'failed', 'denied', 'skipped', 'rejected', 'unknown', 'invalid']),
    durationMs: z.int(),
    replayed,
    /** Who wrote the output; left out where it is the engine's own word, such as a refusal. */
    provenance: z.enum(PROVENANCES).optional(),
  }),
  z.strictObject({
    kind: z.literal('system_event'),
    event: z.enum(SYSTEM_EVENTS),
    prevState: z.string().optional(),
    newState: z.string().optional(),
    reason: z.string().optional(),
    /** Facts of this event, such as an approval's id or the rules that applied. */
    data: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({
    kind: z.literal('reflection'),
    scope: z.string(),
    periodStart: timestamp,
    periodEnd: timestamp,
    sourceLogIds: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('failover'),
    fromPath: z.string(),
    toPath: z.string(),
    reason: z.string(),
  }),
]);
export type LogEntryBody = z.output<typeof logEntryBody>;

/** Tokens and price of one model call; exactly one per `llm_generation` that reached a provider. */
const usageView = z
  .strictObject({
    id: idOf('usage'),
    provider: z.string(),
    model: z.string(),
    inputTokens: z.int(),
    cachedTokens: z.int(),
    outputTokens: z.int(),
    reasoningTokens: z.int(),
    costMicroUsd: microUsd,
    priceSource: z.string(),
    source: z.enum(['reported', 'estimated']),
  })
  .meta({ id: 'Usage' });

export const logEntryView = z
  .strictObject({
    id: idOf('logEntry'),
    runId: idOf('run'),
    seq: z.int(),
    spanId: z.string(),
    parentSpanId: z.string().nullable(),
    kind: z.string(),
    entry: logEntryBody,
    durationMs: z.int().nullable(),
    usageId: idOf('usage').nullable(),
    usage: usageView.nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'LogEntry' });
export type LogEntryView = z.output<typeof logEntryView>;
