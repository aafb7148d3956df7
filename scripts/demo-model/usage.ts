import type { JsonObject } from './json.ts';
import type { ChatRequest, Message, Reply } from './protocol.ts';

const CHARS_PER_TOKEN = 4;
const BLOCK_TOKENS = 64;
const BLOCK_CHARS = BLOCK_TOKENS * CHARS_PER_TOKEN;
const REMEMBERED_BLOCKS = 200_000;

export interface Measured {
  promptTokens: number;
  cachedTokens: number;
  /** Identifies the whole prompt, and therefore a repeated request. */
  promptHash: number;
}

/** Hashes text into 53 bits, continuing from `seed`. Not for secrets; cheap enough for the benchmark. */
export function hashText(text: string, seed = 0, from = 0, to = text.length): number {
  let low = (seed ^ 0x811c9dc5) >>> 0;
  let high = (Math.floor(seed / 0x100000000) ^ 0x9e3779b9) >>> 0;
  for (let index = from; index < to; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  return (low >>> 0) + ((high >>> 0) & 0x1fffff) * 0x100000000;
}

/**
 * Counts a prompt's tokens and how many leading blocks of it an earlier request of the same model had.
 * Blocks are chained by hash, so a block counts only when everything before it matched as well.
 */
export class PromptCache {
  readonly #blocks = new Set<number>();

  measure(request: ChatRequest): Measured {
    const text = promptText(request);
    let hash = hashText(request.model);
    let cached = 0;
    let matching = true;
    let at = 0;
    for (; at + BLOCK_CHARS <= text.length; at += BLOCK_CHARS) {
      hash = hashText(text, hash, at, at + BLOCK_CHARS);
      matching &&= this.#blocks.has(hash);
      if (matching) cached += BLOCK_TOKENS;
      else this.#remember(hash);
    }
    const promptHash = hashText(text, hash, at);
    return { promptTokens: tokensOf(text.length), cachedTokens: cached, promptHash };
  }

  #remember(hash: number): void {
    this.#blocks.add(hash);
    if (this.#blocks.size <= REMEMBERED_BLOCKS) return;
    for (const oldest of this.#blocks) {
      this.#blocks.delete(oldest);
      break;
    }
  }
}

export function usageOf(measured: Measured, reply: Reply): JsonObject | null {
  if (reply.usage === null) return null;
  const written = reply.toolCalls.reduce(
    (sum, call) => sum + call.name.length + call.arguments.length,
    reply.text?.length ?? 0,
  );
  const completion = tokensOf(written);
  const estimate = {
    prompt_tokens: measured.promptTokens,
    completion_tokens: completion,
    total_tokens: measured.promptTokens + completion,
    prompt_tokens_details: { cached_tokens: measured.cachedTokens },
  };
  return { ...estimate, ...reply.usage };
}

/** The same first two messages mean the same conversation, however it grew or was trimmed later. */
export function fingerprintOf(messages: Message[]): string {
  let hash = 0;
  for (const message of messages.slice(0, 2)) hash = hashText(`${message.role}\n${message.text}\n`, hash);
  return hash.toString(36);
}

function tokensOf(chars: number): number {
  return Math.max(1, Math.ceil(chars / CHARS_PER_TOKEN));
}

function promptText(request: ChatRequest): string {
  let text = request.toolsText;
  for (const message of request.messages) {
    text += `\n${message.role} ${message.toolCallId}\n${message.text}`;
    for (const call of message.toolCalls) text += `\n${call.id} ${call.name} ${call.arguments}`;
  }
  return text;
}
