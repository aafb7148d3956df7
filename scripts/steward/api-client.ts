/** The API as a program outside of Steward meets it: HTTP with a key, nothing else. */
import type { Problem } from '../../domain/contracts/primitives.ts';
import type { Connection } from './connection.ts';
import { Refusal, Unreachable } from './failure.ts';

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

export interface ApiAnswer<T> {
  readonly body: T;
  readonly headers: Headers;
}

type Sent = Readonly<Record<string, string>>;

/** Longer than the API waits for a run (`?wait=60`). */
const TIMEOUT_MS = 75_000;

export class ApiClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#ask<T>('GET', path)).body;
  }

  /** What creates takes an idempotency key: a repeat of it is the same request. */
  post<T>(path: string, body: unknown, idempotencyKey?: string): Promise<ApiAnswer<T>> {
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    return this.#ask<T>('POST', path, headers, JSON.stringify(body));
  }

  /** Everything that a list has, from page to page. `path` has a query. */
  async all<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    let cursor = '';
    for (;;) {
      const page = await this.get<Page<T>>(`${path}&limit=200${cursor}`);
      found.push(...page.data);
      if (page.nextCursor === null) return found;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  }

  /** An answer that is read while it is written. */
  stream(path: string, headers: Sent): Promise<Response> {
    return this.#request('GET', path, { headers });
  }

  async #ask<T>(method: string, path: string, headers?: Sent, body?: string): Promise<ApiAnswer<T>> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await this.#request(method, path, {
      signal,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await this.#reached(() => response.text());
    const parsed = parse(text);
    if (parsed === undefined) throw this.#notSteward(`${method} ${path}`, response);
    return { body: parsed as T, headers: response.headers };
  }

  async #request(
    method: string,
    path: string,
    { headers, ...init }: Omit<RequestInit, 'headers'> & { readonly headers: Sent },
  ): Promise<Response> {
    const { url, key } = this.#connection;
    const request: RequestInit = {
      ...init,
      method,
      headers: { ...headers, authorization: `Bearer ${key}` },
      // A redirect could lead the key to somebody else.
      redirect: 'manual',
    };
    const response = await this.#reached(() => fetch(url + path, request));
    if (response.ok) return response;
    const problem = parse(await this.#reached(() => response.text())) as Partial<Problem> | undefined;
    if (typeof problem?.code !== 'string') throw this.#notSteward(`${method} ${path}`, response);
    throw new Refusal(`${method} ${path}`, problem as Problem);
  }

  async #reached<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const remedy = 'Is it running? `steward start` starts one here; STEWARD_URL names another.';
      throw new Unreachable(`${this.#connection.url} does not answer (${why(error)}).\n${remedy}`);
    }
  }

  #notSteward(request: string, { status }: Response): Unreachable {
    const { url } = this.#connection;
    return new Unreachable(
      `${request}: ${String(status)}, in words that are not Steward's. Is ${url} its address?`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function why(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}
