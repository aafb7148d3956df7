/**
 * What a tool is. One file holds a tool's schemas, effect, risk and behaviour; it reaches the world only
 * through the ToolContext, so the effect ledger and the organization's scope cannot be passed by.
 */
import type { z } from 'zod';
import type { ToolEffect, ToolRisk } from '../domain/tools/tool-facts.ts';

/** A thing of the organization (contact, call, task …) as tools see it. */
export interface ObjectRecord {
  /** Public id, `obj_…`. */
  readonly id: string;
  readonly type: string;
  readonly subtype: string | null;
  readonly name: string;
  readonly status: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
}

export interface ObjectFilter {
  readonly type: string;
  readonly subtype?: string;
  readonly status?: readonly string[];
  /** Half-open interval of `occurredAt`. */
  readonly from?: Date;
  readonly to?: Date;
  /** Exact matches on top-level properties. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

export interface ObjectReader {
  /** Newest first unless `order` says otherwise; at most `limit` (default 50, never above 500). */
  find(filter: ObjectFilter & { order?: 'newest' | 'oldest'; limit?: number }): Promise<ObjectRecord[]>;
  count(filter: ObjectFilter): Promise<number>;
  /** Sum of a numeric property over all that match. */
  sum(filter: ObjectFilter, property: string): Promise<number>;
  /** Counts by `status`, `subtype` or a top-level property, largest first. */
  countBy(filter: ObjectFilter, field: string): Promise<{ value: string | null; count: number }[]>;
}

export interface OutboundMessage {
  readonly channel: string;
  readonly to: string;
  readonly text: string;
}

export interface SentMessage {
  readonly messageId: string;
  readonly providerMessageId: string;
}

export interface ToolContext {
  readonly now: Date;
  readonly organization: { readonly id: string; readonly name: string; readonly timeZone: string };
  /** Aborts when the run is cancelled or the worker shuts down. */
  readonly signal: AbortSignal;
  /** The same for every attempt at this call, unique among all calls: `runId:turn:callIndex`. */
  readonly idempotencyKey: string;
  readonly objects: ObjectReader;
  sendMessage(message: OutboundMessage): Promise<SentMessage>;
}

export interface Tool<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly effect: ToolEffect;
  readonly risk: ToolRisk;
  /** The result carries text written by people outside the organization. */
  readonly returnsOutsideText: boolean;
  readonly input: I;
  readonly output: O;
  readonly execute: (input: z.output<I>, ctx: ToolContext) => Promise<z.input<O>>;
}

/** A failure of which the tool knows that nothing happened; the model reads the message. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function defineTool<I extends z.ZodType, O extends z.ZodType>(
  tool: Omit<Tool<I, O>, 'returnsOutsideText'> & { returnsOutsideText?: boolean },
): Tool<I, O> {
  return { returnsOutsideText: false, ...tool };
}
