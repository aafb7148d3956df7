/**
 * Collects one model answer from its chunks. It never repairs: what is missing, doubled or too large is named
 * as a problem, and an answer that has a problem is never executed (SPEC 3.5).
 */
import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';
import { ModelTimeout } from '../failures.ts';
import { endOf } from './finish-reason.ts';

export interface RawToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it: not parsed, not trusted. */
  readonly arguments: string;
}

export interface ModelUsage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** US dollars, where the provider says so itself. */
  readonly costUsd?: number;
}

export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly RawToolCall[];
  readonly finishReason: string | null;
  readonly model: string;
  /** Missing when the provider reported none. */
  readonly usage: ModelUsage | undefined;
  /** Why the answer cannot be used at all, if so. */
  readonly problem: string | undefined;
}

const MAX_TEXT = 400_000;
const MAX_ARGUMENTS = 256_000;
const MAX_NAME = 200;
/** More than any call costs, and little enough to add up a run's calls. */
const MAX_COST_USD = 1_000_000;

interface PartialCall {
  id: string;
  name: string;
  arguments: string;
}

export class AnswerReader {
  readonly #onText: (delta: string) => void;
  readonly #calls = new Map<number, PartialCall>();
  #text = '';
  #argumentsLength = 0;
  #finishReason: string | null = null;
  #model: string | undefined;
  #usage: ModelUsage | undefined;
  #problem: string | undefined;
  #sawChoice = false;

  constructor(onText: (delta: string) => void) {
    this.#onText = onText;
  }

  /** Throws a TypeError for what has not the form of a chunk at all. */
  add(chunk: LooseChunk): 'more' | 'too_large' {
    this.#model ??= nameOf(chunk.model);
    this.#readUsage(chunk.usage);
    const choice = firstOf(chunk.choices);
    if (choice === undefined) return 'more';
    this.#sawChoice = true;
    this.#finishReason = reasonOf(choice.finish_reason) ?? this.#finishReason;
    this.#addText(choice.delta?.content);
    for (const [position, delta] of (choice.delta?.tool_calls ?? []).entries())
      this.#addCall(position, delta);
    if (!this.#isTooLarge()) return 'more';
    this.#usage = undefined;
    return 'too_large';
  }

  readWhole(body: unknown): void {
    const completion = body as Partial<ChatCompletion> | null;
    this.#model = nameOf(completion?.model);
    this.#readUsage(completion?.usage);
    const choice = firstOf(completion?.choices);
    if (choice?.message === undefined) return;
    this.#sawChoice = true;
    this.#finishReason = reasonOf(choice.finish_reason) ?? null;
    this.#addText(choice.message.content);
    for (const [index, call] of (choice.message.tool_calls ?? []).entries()) {
      if (call.type === 'function') this.#addCall(index, { ...call, index });
    }
    this.#isTooLarge();
  }

  /** What was reported until then counts part of the answer at most. */
  reject(problem: string): void {
    this.#problem = problem;
    this.#usage = undefined;
  }

  answer(requestedModel: string): ModelAnswer {
    if (this.#problem === undefined && !this.#sawChoice) this.#problem = 'the answer had no choices';
    if (this.#problem === undefined) refuseHalf(this.#finishReason);
    return {
      text: this.#problem === undefined ? this.#text : this.#text.slice(0, 2000),
      toolCalls: this.#problem === undefined ? [...this.#calls.values()] : [],
      finishReason: this.#finishReason,
      model: this.#model ?? requestedModel,
      usage: this.#usage,
      problem: this.#problem,
    };
  }

  #addText(delta: string | null | undefined): void {
    if (typeof delta !== 'string' || delta === '') return;
    this.#text += delta;
    this.#onText(delta);
  }

  #addCall(position: number, delta: PartialDelta): void {
    const key = delta.index ?? position;
    const call = this.#calls.get(key) ?? { id: '', name: '', arguments: '' };
    const { name = '', arguments: text = '' } = delta.function ?? {};
    if (typeof name !== 'string' || typeof text !== 'string') throw new TypeError('not a tool call');
    call.id ||= nameOf(delta.id) ?? '';
    call.name += name;
    call.arguments += text;
    this.#argumentsLength += name.length + text.length;
    this.#calls.set(key, call);
  }

  #isTooLarge(): boolean {
    if (this.#text.length <= MAX_TEXT && this.#argumentsLength <= MAX_ARGUMENTS) return false;
    this.#problem = 'the answer was too large';
    return true;
  }

  #readUsage(usage: ChatCompletionChunk['usage']): void {
    if (usage === null || usage === undefined) return;
    const cost = (usage as { cost?: unknown }).cost;
    // Every request has tokens: counts without them are no report.
    if (count(usage.prompt_tokens) === 0 && !isCost(cost)) return;
    this.#usage = {
      inputTokens: count(usage.prompt_tokens),
      cachedTokens: count(usage.prompt_tokens_details?.cached_tokens),
      outputTokens: count(usage.completion_tokens),
      reasoningTokens: count(usage.completion_tokens_details?.reasoning_tokens),
      ...(isCost(cost) ? { costUsd: cost } : {}),
    };
  }
}

/** A chunk as it really comes: of what the type promises, anything may be missing. */
interface LooseChunk {
  readonly model?: string;
  readonly usage?: ChatCompletionChunk['usage'];
  readonly choices?: readonly {
    readonly finish_reason?: string | null;
    readonly delta?: { readonly content?: string | null; readonly tool_calls?: readonly PartialDelta[] };
  }[];
}

interface PartialDelta {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_NAME) : undefined;
}

/** Some servers send an empty text instead of null. */
function reasonOf(value: unknown): string | undefined {
  return nameOf(value) || undefined;
}

/** Half an answer is not an answer: it broke off, and the call is made again. */
function refuseHalf(finishReason: string | null): void {
  if (finishReason === null) throw new ModelTimeout('the stream ended without a finish reason');
  if (endOf(finishReason) === 'broken') {
    throw new ModelTimeout(`the answer broke off with the finish reason "${finishReason}"`);
  }
}

function isCost(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_COST_USD;
}

function firstOf<T>(choices: readonly T[] | undefined): T | undefined {
  return Array.isArray(choices) ? (choices as readonly T[])[0] : undefined;
}

/** Token counts come from outside like everything else: a wrong one must not poison the sums. */
function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? Math.min(value, 2_000_000_000)
    : 0;
}
