import { z } from 'zod';
import { invalid, ProviderError } from './protocol.ts';
import type { ChatRequest } from './protocol.ts';
import { scriptShape } from './script-shape.ts';
import type { Attempt, RepeatTool, Script } from './script-shape.ts';
import { fingerprintOf } from './usage.ts';
import type { Measured } from './usage.ts';

const MODEL_PREFIX = 'script-';
const KEPT_SCRIPTS = 1_000;
const KEPT_CONVERSATIONS = 20_000;

interface Stored {
  script: Script;
  /** How often a turn of a conversation was asked: which attempt comes next. */
  seen: Map<string, number>;
  /** For repeatTool: where a conversation is, should the client have trimmed the ids that tell. */
  progress: Map<string, { call: number; promptHash: number }>;
}

export interface Cue {
  turn: number;
  attempt: number;
  play: Attempt;
  fingerprint: string;
}

/** Scripted models, kept in memory: what each turn and attempt of a conversation answers. */
export class ScriptStore {
  readonly #stored = new Map<string, Stored>();
  #nextId = 1;

  add(body: unknown): { id: string; model: string } {
    const parsed = scriptShape.safeParse(body);
    if (!parsed.success) throw invalid(`Invalid script: ${z.prettifyError(parsed.error)}`, 'script');
    const id = parsed.data.id ?? this.#freeId();
    this.#stored.delete(id);
    this.#stored.set(id, { script: parsed.data, seen: new Map(), progress: new Map() });
    dropOldest(this.#stored, KEPT_SCRIPTS);
    return { id, model: MODEL_PREFIX + id };
  }

  clear(): void {
    this.#stored.clear();
  }

  models(): string[] {
    return [...this.#stored.keys()].map((id) => MODEL_PREFIX + id);
  }

  has(model: string): boolean {
    return model.startsWith(MODEL_PREFIX) && this.#stored.has(model.slice(MODEL_PREFIX.length));
  }

  /** What the script wants for this request; throws ProviderError (400) when it has run out of turns. */
  cue(request: ChatRequest, measured: Measured): Cue {
    const stored = this.#stored.get(request.model.slice(MODEL_PREFIX.length));
    if (!stored) throw unknownModel(request.model);
    const fingerprint = fingerprintOf(request.messages);
    const { repeatTool, turns = [] } = stored.script;
    const turn = repeatTool
      ? callIndex(stored, request, fingerprint, measured.promptHash)
      : turnIndex(request);
    const attempts = repeatTool
      ? [repeatAttempt(repeatTool, turn, fingerprint)]
      : attemptsAt(turns, turn, stored);
    const attempt = countSeen(stored.seen, `${String(turn)}:${fingerprint}`);
    const play = attempts[Math.min(attempt, attempts.length - 1)] ?? {};
    return { turn, attempt, play, fingerprint };
  }

  #freeId(): string {
    while (this.#stored.has(String(this.#nextId))) this.#nextId += 1;
    return String(this.#nextId++);
  }
}

export function unknownModel(model: string): ProviderError {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return new ProviderError(404, message, { code: 'model_not_found' });
}

/** A user message after the first is a re-ask, so it moves the script on as an answer does. */
function turnIndex(request: ChatRequest): number {
  let assistant = 0;
  let user = 0;
  for (const message of request.messages) {
    if (message.role === 'assistant') assistant += 1;
    if (message.role === 'user') user += 1;
  }
  return assistant + Math.max(0, user - 1);
}

function attemptsAt(turns: NonNullable<Script['turns']>, turn: number, stored: Stored): Attempt[] {
  const found = turns[turn] ?? (stored.script.afterLast === 'repeat' ? turns.at(-1) : undefined);
  if (!found) {
    const message = `The script has ${String(turns.length)} turns, but turn ${String(turn)} (counted from 0) was asked for.`;
    throw new ProviderError(400, message, { code: 'script_exhausted' });
  }
  return Array.isArray(found) ? found : [found];
}

/**
 * The ids of earlier calls tell how far the run is, also for many equal conversations at once. When the
 * client has trimmed them, a counter per conversation continues; an identical request does not move it.
 */
function callIndex(stored: Stored, request: ChatRequest, fingerprint: string, promptHash: number): number {
  const prefix = `call_${fingerprint}_r`;
  const told = request.messages.findLast((message) => message.toolCalls[0]?.id.startsWith(prefix));
  const known = stored.progress.get(fingerprint);
  let call = 0;
  if (told?.toolCalls[0]) call = Number(told.toolCalls[0].id.slice(prefix.length));
  else if (known && request.messages.length > 2) {
    call = known.promptHash === promptHash ? known.call : known.call + 1;
  }
  stored.progress.set(fingerprint, { call, promptHash });
  dropOldest(stored.progress, KEPT_CONVERSATIONS);
  return call;
}

function repeatAttempt(script: RepeatTool, call: number, fingerprint: string): Attempt {
  const delay = script.delayMs === undefined ? {} : { delayMs: script.delayMs };
  if (call >= script.times) {
    return typeof script.then === 'string' ? { ...delay, text: script.then } : script.then;
  }
  const number = String(call + 1);
  const id = `call_${fingerprint}_r${number}`;
  const text = JSON.stringify(script.arguments).replaceAll('{{n}}', number);
  return { ...delay, toolCalls: [{ id, name: script.name, arguments: text }] };
}

function countSeen(seen: Map<string, number>, key: string): number {
  const before = seen.get(key) ?? 0;
  seen.set(key, before + 1);
  dropOldest(seen, KEPT_CONVERSATIONS);
  return before;
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
