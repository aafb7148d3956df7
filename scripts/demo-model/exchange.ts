import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderError } from './protocol.ts';

const LARGEST_BODY_BYTES = 20_000_000;

/** One request and its answer: writing with back-pressure, waiting that ends when the client leaves. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The connection was dropped on this side, on purpose. */
  droppedByUs = false;
  readonly #left = new AbortController();

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    response.once('close', () => {
      // With a reason of its own: the default one is an exception object, made for every request.
      this.#left.abort('closed');
    });
  }

  get gone(): boolean {
    return this.#left.signal.aborted;
  }

  /** Resolves true after the pause, false as soon as the client has left. */
  async pause(milliseconds: number): Promise<boolean> {
    if (milliseconds <= 0) return !this.gone;
    try {
      await sleep(milliseconds, undefined, { signal: this.#left.signal });
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when the client has left. */
  async untilGone(): Promise<void> {
    if (this.gone) return;
    await new Promise<void>((resolve) => {
      this.#left.signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }

  async write(text: string): Promise<void> {
    if (this.gone || this.response.write(text)) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.response.off('drain', go);
        this.response.off('close', go);
        resolve();
      };
      this.response.on('drain', go);
      this.response.on('close', go);
    });
  }

  /** Drops the connection after what was written has left for the client. */
  async disconnect(): Promise<void> {
    if (this.response.headersSent && !this.gone) {
      await new Promise<void>((resolve) => {
        this.response.once('close', resolve);
        this.response.write('', () => setTimeout(resolve, 5));
      });
    }
    this.droppedByUs = !this.gone;
    this.response.destroy();
  }

  json(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.text(status, JSON.stringify(body), 'application/json', headers);
  }

  text(status: number, body: string, contentType: string, headers: Record<string, string> = {}): void {
    if (this.gone) return;
    const length = String(Buffer.byteLength(body));
    this.response.writeHead(status, { 'content-type': contentType, 'content-length': length, ...headers });
    this.response.end(body);
  }

  /** The request's body as text. Listens by hand: iterating a stream costs more than all the rest. */
  async body(): Promise<string> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let size = 0;
      this.request.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= LARGEST_BODY_BYTES) parts.push(part);
        else reject(new ProviderError(413, 'The request body is larger than 20 MB.'));
      });
      this.request.once('error', reject);
      this.request.once('end', () => {
        resolve(parts.length === 1 ? String(parts[0]) : Buffer.concat(parts).toString('utf8'));
      });
    });
  }
}
