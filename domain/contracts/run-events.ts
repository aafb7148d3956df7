/** Data of the events that `/v1/runs/{id}/events` sends; `log` carries a LogEntry. */
import { z } from 'zod';
import { RUN_STATUSES, WAITING_REASONS } from '../run/run-status.ts';
import { microUsd } from './primitives.ts';

export const runStatusEvent = z
  .strictObject({
    status: z.enum(RUN_STATUSES),
    waitingFor: z.enum(WAITING_REASONS).nullable(),
    costMicroUsd: microUsd,
    turns: z.int(),
    toolCalls: z.int(),
  })
  .meta({ id: 'RunStatusEvent' });
export type RunStatusEvent = z.output<typeof runStatusEvent>;

export const tokenEvent = z
  .strictObject({
    turn: z.int(),
    attempt: z.int(),
    text: z.string(),
    /** True: `text` is all of this attempt so far and replaces what was received before. */
    snapshot: z.boolean(),
  })
  .meta({ id: 'TokenEvent' });
export type TokenEvent = z.output<typeof tokenEvent>;

/** What was sent of this attempt is no part of the answer: its model failed, and is asked again or another is. */
export const discardEvent = z.strictObject({ turn: z.int(), attempt: z.int() }).meta({ id: 'DiscardEvent' });
export type DiscardEvent = z.output<typeof discardEvent>;

export const runEndEvent = z.strictObject({ status: z.enum(RUN_STATUSES) }).meta({ id: 'RunEndEvent' });
