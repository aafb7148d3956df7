import type { Exchange } from './exchange.ts';
import { ProviderError } from './protocol.ts';
import type { Reply } from './protocol.ts';
import type { Attempt } from './script-shape.ts';
import type { Cue } from './scripts.ts';
import { completionEvents, completionJson } from './wire.ts';
import type { Envelope } from './wire.ts';

const SSE_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

/** How a reply is delivered: whole, or broken in one of the ways a network or provider breaks. */
type Delivery = Pick<Attempt, 'chunkDelayMs' | 'hang' | 'disconnect' | 'cutTo' | 'headers'>;

/** Plays one scripted attempt: latency, errors and foreign bodies first, else a reply. */
export async function performAttempt(exchange: Exchange, cue: Cue, envelope: Envelope): Promise<void> {
  const { play } = cue;
  if (!(await exchange.pause(play.delayMs ?? 0))) return;
  if (play.hang === 'before') return exchange.untilGone();
  if (play.disconnect === 'before') return exchange.disconnect();
  if (!answerInstead(exchange, play)) await deliver(exchange, scriptedReply(cue), envelope, play);
}

/** Answers with something that is no completion, where the script says so. */
function answerInstead(exchange: Exchange, play: Attempt): boolean {
  const { status = 200, rawBody, contentType = 'text/html', error, headers } = play;
  if (rawBody !== undefined) exchange.text(status, rawBody, contentType, headers);
  else if (status >= 300 || error !== undefined) exchange.json(status, errorBody(status, error), headers);
  else return false;
  return true;
}

export async function deliver(
  exchange: Exchange,
  reply: Reply,
  envelope: Envelope,
  delivery: Delivery,
): Promise<void> {
  if (envelope.request.stream) await deliverStream(exchange, reply, envelope, delivery);
  else await deliverJson(exchange, completionJson(reply, envelope), delivery);
}

async function deliverStream(
  exchange: Exchange,
  reply: Reply,
  envelope: Envelope,
  delivery: Delivery,
): Promise<void> {
  const broken = delivery.hang === 'middle' || delivery.disconnect === 'middle';
  const cut = delivery.cutTo ?? (broken ? Math.ceil(writtenLength(reply) / 2) : undefined);
  const { content, closing } = completionEvents(cut === undefined ? reply : cutReply(reply, cut), envelope);
  const events = cut === undefined ? [...content, ...closing] : content;
  if (exchange.gone) return;
  exchange.response.writeHead(200, { ...SSE_HEADERS, ...delivery.headers });
  const { chunkDelayMs = 0 } = delivery;
  if (!broken && chunkDelayMs === 0) {
    // One write for everything: this is the path that is measured against.
    exchange.response.end(events.join(''));
    return;
  }
  await writeAll(exchange, events, chunkDelayMs);
  await finish(exchange, delivery);
}

async function writeAll(exchange: Exchange, events: string[], chunkDelayMs: number): Promise<void> {
  if (chunkDelayMs === 0) return exchange.write(events.join(''));
  for (const [index, event] of events.entries()) {
    if (index > 0 && !(await exchange.pause(chunkDelayMs))) return;
    await exchange.write(event);
  }
}

async function deliverJson(exchange: Exchange, body: string, delivery: Delivery): Promise<void> {
  const broken = delivery.hang === 'middle' || delivery.disconnect === 'middle';
  if (!broken && delivery.cutTo === undefined) {
    exchange.text(200, body, 'application/json', delivery.headers);
    return;
  }
  if (exchange.gone) return;
  exchange.response.writeHead(200, { 'content-type': 'application/json', ...delivery.headers });
  await exchange.write(body.slice(0, delivery.cutTo ?? Math.ceil(body.length / 2)));
  await finish(exchange, delivery);
}

async function finish(exchange: Exchange, delivery: Delivery): Promise<void> {
  if (delivery.hang === 'middle') return exchange.untilGone();
  if (delivery.disconnect === 'middle') return exchange.disconnect();
  if (!exchange.gone) exchange.response.end();
}

function scriptedReply({ play, turn, fingerprint }: Cue): Reply {
  const fill = (text: string): string => text.replaceAll('{{turn}}', String(turn));
  const toolCalls = (play.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${fingerprint}_${String(turn)}_${String(index)}`,
    name: call.name,
    arguments: fill(typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments)),
  }));
  const text = play.text === undefined ? null : fill(play.text);
  return {
    text: play.bigText === undefined ? text : fillUp(text ?? '', play.bigText),
    toolCalls,
    finishReason: play.finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop'),
    ...(play.usage === undefined ? {} : { usage: play.usage }),
    ...(play.emptyChoices ? { emptyChoices: true } : {}),
  };
}

function fillUp(text: string, length: number): string {
  return text.padEnd(length, 'many words and then more words ');
}

function writtenLength(reply: Reply): number {
  return reply.toolCalls.reduce((sum, call) => sum + call.arguments.length, reply.text?.length ?? 0);
}

/** Keeps the first characters of what the model writes: text first, then the calls' arguments. */
function cutReply(reply: Reply, length: number): Reply {
  let left = length;
  const take = (text: string): string => {
    const kept = text.slice(0, left);
    left -= kept.length;
    return kept;
  };
  const text = reply.text === null ? null : take(reply.text);
  const toolCalls = [];
  for (const call of reply.toolCalls) {
    if (left <= 0) break;
    toolCalls.push({ ...call, arguments: take(call.arguments) });
  }
  return { ...reply, text, toolCalls };
}

function errorBody(status: number, error: Attempt['error']): unknown {
  const message = typeof error === 'string' ? error : `The scripted answer has status ${String(status)}.`;
  const { error: base } = new ProviderError(status, message).body();
  return { error: typeof error === 'object' ? { ...(base as object), ...error } : base };
}
