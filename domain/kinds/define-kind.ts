/**
 * What an agent kind is: the defaults a new agent of this kind gets, what goes in and out of its runs, what
 * the model is told, and what happens when its answer cannot be used.
 */
import type { z } from 'zod';
import type { AgentSpec, agentSpecSchema } from '../agent/agent-spec.ts';

/** A tool result of the run, for checks that trace an output to its sources. */
export interface ToolResultRecord {
  readonly turn: number;
  readonly callIndex: number;
  readonly toolName: string;
  readonly result: unknown;
}

export interface OutputContext {
  readonly input: Readonly<Record<string, unknown>>;
  readonly results: readonly ToolResultRecord[];
  /** Other text the model was given and may quote figures from (goals, context with the date). */
  readonly given: string;
}

export type OutputCheck<T> =
  | { readonly ok: true; readonly output: T }
  /** `problem` is read by the model: it says what is wrong and how to answer instead. */
  | { readonly ok: false; readonly problem: string };

export interface Kind {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Tools a new agent of this kind is allowed. */
  readonly tools: readonly string[];
  /** Starting point of a new agent's spec (persona, goals, autonomy …). */
  readonly defaultSpec: z.input<typeof agentSpecSchema>;
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  readonly outputFormat: 'markdown' | 'json';
  /** The shape asked of the model when `outputFormat` is 'json'. */
  readonly modelOutput?: z.ZodType;
  readonly instructions: (input: Readonly<Record<string, unknown>>, spec: AgentSpec) => string;
  /** The input carries text written by people outside the organization. */
  readonly inputIsOutsideText: boolean;
  /** Its answers are meant for customers, so they keep to blocked topics by themselves. */
  readonly answersCustomers?: boolean;
  /** Turns the model's final text into the run's output, or says what is wrong with it. */
  readonly read: (text: string, context: OutputContext) => OutputCheck<unknown>;
  /** A second way to ask, without response format, when `read` refuses the first answer. */
  readonly fallback?: {
    readonly fromPath: string;
    readonly toPath: string;
    readonly instructions: string;
    readonly read: (text: string) => OutputCheck<unknown>;
  };
}
