import { demoReply } from './demo-model.ts';
import type { ModelReply } from './demo-model.ts';
import type { Exchange } from './exchange.ts';
import { isObject, parseJson, textAt } from './json.ts';
import { deliver, performAttempt } from './perform.ts';
import { ProviderError } from './protocol.ts';
import type { ChatRequest, Reply } from './protocol.ts';
import { randomReply } from './random-model.ts';
import { readRequest } from './read-request.ts';
import type { Recorded, Recorder } from './recorder.ts';
import { unknownModel } from './scripts.ts';
import type { ScriptStore } from './scripts.ts';
import type { Measured, PromptCache } from './usage.ts';

/** What the server keeps while it runs. */
export interface House {
  scripts: ScriptStore;
  recorder: Recorder;
  cache: PromptCache;
  chunkDelayMs: number;
}

/** Answers one chat completion; what goes wrong is thrown as ProviderError, after it was recorded. */
export async function answerChat(exchange: Exchange, house: House): Promise<void> {
  const body = await exchange.body();
  const { request, error } = tryRead(body);
  const recorded = house.recorder.add(request?.model ?? modelNamedIn(body), recordable(body, request));
  watch(exchange, recorded);
  if (error) throw error;
  if (!request) return;
  await answer(exchange, request, house, recorded);
}

async function answer(
  exchange: Exchange,
  request: ChatRequest,
  house: House,
  recorded: Recorded,
): Promise<void> {
  const { model } = request;
  if (house.scripts.has(model)) {
    const measured = house.cache.measure(request);
    const cue = house.scripts.cue(request, measured);
    recorded.turn = cue.turn;
    recorded.attempt = cue.attempt;
    await performAttempt(exchange, cue, { request, measured, pieces: 'pieces' });
    return;
  }
  if (model !== 'demo' && model !== 'demo-random') throw unknownModel(model);
  const measured = house.cache.measure(request);
  const random = model === 'demo-random';
  const decided = random ? randomReply(request, measured.promptHash) : demoReply(request);
  const reply = replyOf(decided, request, measured);
  const delivery = random ? {} : { chunkDelayMs: house.chunkDelayMs };
  await deliver(exchange, reply, { request, measured, pieces: 'words' }, delivery);
}

function replyOf(decided: ModelReply, request: ChatRequest, measured: Measured): Reply {
  if (decided.calls && decided.calls.length > 0) {
    const prefix = `call_${measured.promptHash.toString(36)}`;
    const toolCalls = decided.calls.map((call, index) => ({
      id: `${prefix}_${String(index)}`,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }));
    return { text: null, toolCalls, finishReason: 'tool_calls' };
  }
  const text = decided.text ?? '';
  const most = request.maxTokens === null ? Number.POSITIVE_INFINITY : request.maxTokens * 4;
  const finishReason = text.length > most ? 'length' : 'stop';
  return { text: text.slice(0, most), toolCalls: [], finishReason };
}

function tryRead(body: string): { request?: ChatRequest; error?: ProviderError } {
  try {
    return { request: readRequest(body) };
  } catch (error) {
    if (error instanceof ProviderError) return { error };
    throw error;
  }
}

function modelNamedIn(body: string): string {
  return textAt(parseJson(body), 'model');
}

/** What was not a JSON object is recorded as a JSON string, so that the record stays readable JSON. */
function recordable(body: string, request: ChatRequest | undefined): string {
  return request || isObject(parseJson(body)) ? body : JSON.stringify(body);
}

function watch(exchange: Exchange, recorded: Recorded): void {
  const { response } = exchange;
  response.once('finish', () => {
    recorded.completed = true;
    recorded.status = response.statusCode;
  });
  response.once('close', () => {
    if (response.headersSent) recorded.status = response.statusCode;
    recorded.aborted = !recorded.completed && !exchange.droppedByUs;
  });
}
