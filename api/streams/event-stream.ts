/** Server-sent events on one response: framing, back-pressure, pings, farewell. */
import { once } from 'node:events';
import type { Request, Response } from 'express';
import type { AppContext } from '../context.ts';

export interface StreamEvent {
  readonly event: string;
  readonly data: unknown;
  /** What a client sends as Last-Event-ID when it comes back. */
  readonly id?: string | number;
}

export interface EventStream {
  /** Aborts when the client has gone or this process is going. */
  readonly ended: AbortSignal;
  /** Resolves when the event was taken over; waits while the client reads slowly. */
  send(event: StreamEvent): Promise<void>;
  close(): void;
}

const RETRY_MS = 2_000;

export function openEventStream(req: Request, res: Response, ctx: AppContext): EventStream {
  const ended = new AbortController();
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    // Proxies buffer and compress unless they are told not to.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  req.socket.setNoDelay(true);
  res.write(`retry: ${String(RETRY_MS)}\n\n`);
  const ping = setInterval(() => res.write(': ping\n\n'), ctx.settings.streamPingMs);
  const sayBye = (): void => {
    res.write('event: bye\ndata: {}\n\n');
    close();
  };
  const close = (): void => {
    ended.abort();
    clearInterval(ping);
    ctx.lifecycle.stopping.removeEventListener('abort', sayBye);
    res.end();
  };
  res.once('close', close);
  ctx.lifecycle.stopping.addEventListener('abort', sayBye, { once: true });
  if (ctx.lifecycle.isStopping) sayBye();
  return { ended: ended.signal, send: (event) => send(res, event, ended.signal), close };
}

async function send(res: Response, { event, data, id }: StreamEvent, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return;
  // JSON has no raw line breaks, so one data line is always enough.
  const head = id === undefined ? '' : `id: ${String(id)}\n`;
  const taken = res.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  if (taken) return;
  // Rejects when the stream ends meanwhile, which is no error.
  await once(res, 'drain', { signal: ended }).catch(() => undefined);
}
