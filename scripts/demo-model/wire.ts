import type { JsonObject } from './json.ts';
import type { ChatRequest, Reply } from './protocol.ts';
import { usageOf } from './usage.ts';
import type { Measured } from './usage.ts';

const PIECE_CHARS = 32;
const MOST_PIECES = 400;
const PIECE = /[\s\S]{1,32}/gu;
const WORD = /\S+\s*|\s+/gu;

let counter = 0;

export interface Envelope {
  request: ChatRequest;
  measured: Measured;
  /** Words for a reader who watches; pieces for scripts, where speed counts. */
  pieces: 'words' | 'pieces';
}

/** A reply as server-sent events: what carries the content, and what closes the stream properly. */
interface Events {
  content: string[];
  closing: string[];
}

export function completionJson(reply: Reply, { request, measured }: Envelope): string {
  const toolCalls = reply.toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  const message = {
    role: 'assistant',
    content: reply.text,
    refusal: null,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: reply.finishReason };
  const usage = usageOf(measured, reply);
  return JSON.stringify({
    ...identity(request.model, 'chat.completion'),
    choices: reply.emptyChoices ? [] : [choice],
    ...(usage ? { usage } : {}),
  });
}

export function completionEvents(reply: Reply, { request, measured, pieces }: Envelope): Events {
  const open = JSON.stringify(identity(request.model, 'chat.completion.chunk')).slice(0, -1);
  const end = request.includeUsage ? ',"usage":null}\n\n' : '}\n\n';
  const event = (delta: string, finish = 'null'): string =>
    `data: ${open},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${end}`;
  const usage = request.includeUsage ? usageOf(measured, reply) : null;
  const last = usage ? [`data: ${open},"choices":[],"usage":${JSON.stringify(usage)}}\n\n`] : [];
  if (reply.emptyChoices) {
    return { content: [`data: ${open},"choices":[]${end}`], closing: [...last, 'data: [DONE]\n\n'] };
  }
  return {
    content: deltasOf(reply, pieces).map((delta) => event(delta)),
    closing: [event('{}', JSON.stringify(reply.finishReason)), ...last, 'data: [DONE]\n\n'],
  };
}

function deltasOf(reply: Reply, pieces: Envelope['pieces']): string[] {
  const opening = reply.text === null ? 'null' : '""';
  const deltas = [`{"role":"assistant","content":${opening}}`];
  for (const piece of split(reply.text ?? '', pieces)) deltas.push(`{"content":${JSON.stringify(piece)}}`);
  for (const [index, call] of reply.toolCalls.entries()) {
    const fn = { name: call.name, arguments: '' };
    const head = JSON.stringify({ index, id: call.id, type: 'function', function: fn });
    deltas.push(`{"tool_calls":[${head}]}`);
    for (const piece of split(call.arguments, 'pieces')) {
      deltas.push(
        `{"tool_calls":[{"index":${String(index)},"function":{"arguments":${JSON.stringify(piece)}}}]}`,
      );
    }
  }
  return deltas;
}

function split(text: string, pieces: Envelope['pieces']): string[] {
  if (text === '') return [];
  if (text.length > PIECE_CHARS * MOST_PIECES) {
    const size = Math.ceil(text.length / MOST_PIECES);
    return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
      text.slice(at * size, (at + 1) * size),
    );
  }
  return text.match(pieces === 'words' ? WORD : PIECE) ?? [];
}

function identity(model: string, object: string): JsonObject {
  counter += 1;
  const id = `chatcmpl-${process.pid.toString(36)}${Date.now().toString(36)}${counter.toString(36)}`;
  return { id, object, created: Math.floor(Date.now() / 1000), model, system_fingerprint: 'fp_demo' };
}
