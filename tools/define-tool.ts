/**
 * What a tool is. One file holds a tool's schemas, effect, risk and behaviour; it reaches the world only
 * through the ToolContext, so the effect ledger and the organization's scope cannot be passed by.
 */
import type { z } from 'zod';
import type { ObjectReader, ObjectWriter } from '../domain/tools/objects.ts';
import type { OutsideProvenance, Provenance } from '../domain/provenance.ts';
import type { ToolEffect, ToolRisk } from '../domain/tools/tool-facts.ts';

export type { ObjectFilter, ObjectReader, ObjectRecord } from '../domain/tools/objects.ts';

export interface OutboundMessage {
  readonly channel: string;
  readonly to: string;
  readonly text: string;
}

export interface SentMessage {
  readonly messageId: string;
  readonly providerMessageId: string;
}

/** A request to another host. What the organization allows, and where the network may lead, is checked on the way. */
export interface OutsideRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Name of a credential of the organization, which the engine adds. */
  readonly credential?: string;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly note?: string;
}

/** What is handed to another agent. */
export interface ChildRequest {
  readonly agentId?: string | undefined;
  readonly agentName?: string | undefined;
  readonly task: string;
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  readonly maxCostMicroUsd?: number | undefined;
  readonly maxTokens?: number | undefined;
}

/** The answer of a tool whose result comes later: with the end of a run that it started. */
export class StartedChild {
  /** UUID. */
  readonly runId: string;

  constructor(runId: string) {
    this.runId = runId;
  }
}

/** A call of a tool of a remote MCP server; nothing is called when the tool is not what was approved any more. */
export interface McpCall {
  readonly serverId: string;
  readonly name: string;
  readonly approvedHash: string;
  readonly arguments: Record<string, unknown>;
}

export interface McpAnswer {
  readonly text: string;
  readonly structured?: unknown;
  /** The tool says itself that it failed. */
  readonly isError: boolean;
  readonly note?: string;
}

export interface ToolContext {
  readonly now: Date;
  readonly organization: { readonly id: string; readonly name: string; readonly timeZone: string };
  /** Aborts when the run is cancelled or the worker shuts down. */
  readonly signal: AbortSignal;
  /** The same for every attempt at this call, unique among all calls: `runId:turn:callIndex`. */
  readonly idempotencyKey: string;
  readonly objects: ObjectReader;
  readonly writer: ObjectWriter;
  sendMessage(message: OutboundMessage): Promise<SentMessage>;
  /** Throws ToolError when nothing can have happened. */
  request(request: OutsideRequest): Promise<OutsideAnswer>;
  /** Starts a run of another agent for this call, once; the result of the call is what comes of it. */
  startChild(request: ChildRequest): Promise<StartedChild>;
  callMcpTool(call: McpCall): Promise<McpAnswer>;
}

export interface Tool<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly effect: ToolEffect;
  readonly risk: ToolRisk;
  /** The result carries text written by people outside the organization. */
  readonly returnsOutsideText: boolean;
  /** Who, when `returnsOutsideText`: people who wrote to the organization, unless the tool says otherwise. */
  readonly outsideWriter: OutsideProvenance;
  /** Types of objects that it reads and writes: what an agent's access scope must cover. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly input: I;
  /** What the model is shown instead of a schema made from `input`. */
  readonly inputSchema?: Readonly<Record<string, unknown>>;
  /** Why it may not be used at present. */
  readonly unavailable?: string;
  /** Since when it may be used as it is, when people decide that. */
  readonly approvedAt?: Date;
  /** What it is asked leaves the organization, also when nothing is changed there. */
  readonly asksOutside?: boolean;
  readonly output: O;
  readonly execute: (input: z.output<I>, ctx: ToolContext) => Promise<z.input<O> | StartedChild>;
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

/** Nobody knows whether it happened. The message is in our own words: it stands in what a person is asked. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

type Defaulted = 'returnsOutsideText' | 'outsideWriter' | 'reads' | 'writes';

export function defineTool<I extends z.ZodType, O extends z.ZodType>(
  tool: Omit<Tool<I, O>, Defaulted> & Partial<Pick<Tool<I, O>, Defaulted>>,
): Tool<I, O> {
  return { returnsOutsideText: false, outsideWriter: 'contact', reads: [], writes: [], ...tool };
}

/** Who wrote what the tool returns. */
export function provenanceOf(tool: Pick<Tool, 'returnsOutsideText' | 'outsideWriter'>): Provenance {
  return tool.returnsOutsideText ? tool.outsideWriter : 'organization';
}

/** What the policy asks of a tool. */
export function policyFactsOf({ name: toolName, effect, risk, reads, writes, asksOutside = false }: Tool) {
  return { toolName, effect, risk, reads, writes, asksOutside };
}
