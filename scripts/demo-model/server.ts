import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerChat } from './chat.ts';
import type { House } from './chat.ts';
import { Exchange } from './exchange.ts';
import { parseJson } from './json.ts';
import { ProviderError } from './protocol.ts';
import { Recorder } from './recorder.ts';
import { ScriptStore } from './scripts.ts';
import { PromptCache } from './usage.ts';

export interface DemoModelOptions {
  /** Default 127.0.0.1. */
  host?: string | undefined;
  /** Default 0: any free port. */
  port?: number | undefined;
  /** When set, every request needs `Authorization: Bearer <apiKey>`. */
  apiKey?: string | undefined;
  /** Pause between the words of the `demo` model, in milliseconds. Default 0. */
  chunkDelayMs?: number | undefined;
}

export interface RunningDemoModel {
  /** Base URL for an OpenAI client, with /v1. */
  url: string;
  port: number;
  /** Drops open connections and stops listening. */
  close: () => Promise<void>;
}

type Route = (exchange: Exchange, url: URL, house: House) => Promise<void> | void;

const ROUTES: Record<string, Record<string, Route>> = {
  '/v1/chat/completions': { POST: (exchange, _url, house) => answerChat(exchange, house) },
  '/v1/models': { GET: listModels },
  '/demo/scripts': { POST: addScript, DELETE: clearScripts },
  '/demo/requests': { GET: listRequests, DELETE: clearRequests },
};

/** Starts the demo model server. Rejects when the port is taken. */
export async function startDemoModel(options: DemoModelOptions = {}): Promise<RunningDemoModel> {
  const { host = '127.0.0.1', port = 0, apiKey, chunkDelayMs = 0 } = options;
  const house: House = {
    scripts: new ScriptStore(),
    recorder: new Recorder(),
    cache: new PromptCache(),
    chunkDelayMs,
  };
  const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, (request, response) => {
    const exchange = new Exchange(request, response);
    void route(exchange, house, apiKey).catch((error: unknown) => {
      answerError(exchange, error);
    });
  });
  await listen(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  const shown = host.includes(':') ? `[${host}]` : host;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) =>
      server.close(() => {
        resolve();
      }),
    );
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://${shown}:${String(bound)}/v1`, port: bound, close };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function route(exchange: Exchange, house: House, apiKey: string | undefined): Promise<void> {
  const { method = '', url: target = '/', headers } = exchange.request;
  if (apiKey !== undefined && !sameKey(headers.authorization ?? '', `Bearer ${apiKey}`)) {
    throw new ProviderError(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
  }
  const url = new URL(target, 'http://localhost');
  const methods = ROUTES[url.pathname];
  if (!methods) {
    throw new ProviderError(404, `Unknown request URL: ${method} ${url.pathname}.`, { code: 'unknown_url' });
  }
  const handler = methods[method];
  if (!handler) throw new ProviderError(405, `Not allowed to ${method} on ${url.pathname}.`);
  await handler(exchange, url, house);
}

function sameKey(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function answerError(exchange: Exchange, error: unknown): void {
  const left = exchange.gone || (exchange.request.destroyed && !exchange.request.complete);
  if (left) return;
  if (exchange.response.headersSent) {
    exchange.response.destroy();
    return;
  }
  const known = error instanceof ProviderError;
  if (!known) process.stderr.write(`demo model: request failed: ${inspect(error)}\n`);
  const told = known ? error : new ProviderError(500, 'The demo model failed; its output says why.');
  // The rest of an oversized body is not read, so the connection cannot be used again.
  const headers: Record<string, string> = told.status === 413 ? { connection: 'close' } : {};
  exchange.json(told.status, told.body(), headers);
}

function listModels(exchange: Exchange, _url: URL, house: House): void {
  const ids = ['demo', 'demo-random', ...house.scripts.models()];
  const data = ids.map((id) => ({ id, object: 'model', created: 1_735_689_600, owned_by: 'demo' }));
  exchange.json(200, { object: 'list', data });
}

async function addScript(exchange: Exchange, _url: URL, house: House): Promise<void> {
  exchange.json(201, house.scripts.add(parseJson(await exchange.body())));
}

function clearScripts(exchange: Exchange, _url: URL, house: House): void {
  house.scripts.clear();
  exchange.json(200, { deleted: true });
}

function listRequests(exchange: Exchange, url: URL, house: House): void {
  const model = url.searchParams.get('model');
  const withBodies = url.searchParams.get('bodies') !== 'false';
  exchange.text(200, house.recorder.toJson(model, withBodies), 'application/json');
}

function clearRequests(exchange: Exchange, _url: URL, house: House): void {
  house.recorder.clear();
  exchange.json(200, { deleted: true });
}
