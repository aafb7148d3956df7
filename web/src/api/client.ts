/** One door to `/v1`: adds the key, reads problem documents, and signs out when the key is refused. */
import type { Problem } from '../../../domain/contracts/primitives.ts';
import { readApiKey, readOrganization, signOut } from './session.ts';

/** An answer of the API that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly problem: Problem | undefined;

  constructor(status: number, message: string, problem?: Problem) {
    super(message);
    this.status = status;
    this.code = problem?.code ?? (status === 0 ? 'unreachable' : `http_${status}`);
    this.problem = problem;
  }
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Another key than the one signed in with, to try it out. */
  readonly apiKey?: string;
  /** Asks as nobody: a refusal is about what was sent, and ends no session. */
  readonly anonymous?: boolean;
}

export interface Answer<T> {
  readonly data: T;
  readonly etag: string | null;
}

/** Sends one request; throws ApiError for everything but 2xx. */
export async function ask<T>(path: string, options: Ask = {}): Promise<Answer<T>> {
  const response = await send(path, options);
  if (!response.ok) throw await toError(response, options.apiKey === undefined && options.anonymous !== true);
  return { data: (await response.json()) as T, etag: response.headers.get('etag') };
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask<T>(path, signal === undefined ? {} : { signal })).data;
}

/** The headers that carry the key, or say which organization the holder of the login cookie means. */
export function authorization(apiKey: string | null = readApiKey()): Record<string, string> {
  if (apiKey !== null) return { authorization: `Bearer ${apiKey}` };
  const organizationId = readOrganization();
  return organizationId === null ? {} : { 'x-steward-organization': organizationId };
}

export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function send(path: string, options: Ask): Promise<Response> {
  const { method = 'GET', body, signal } = options;
  try {
    return await fetch(path, {
      method,
      headers: headersOf(options),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(
      0,
      'The server did not answer. Check that Steward is running and that you are online.',
    );
  }
}

function headersOf({ body, headers, apiKey, anonymous = false }: Ask): Record<string, string> {
  return {
    accept: 'application/json',
    'x-steward-client': 'web',
    ...(anonymous ? {} : authorization(apiKey ?? readApiKey())),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
}

/** Exported for the event stream, whose failures must read the same. */
export async function toError(response: Response, ownKey: boolean): Promise<ApiError> {
  if (response.status === 401 && ownKey) signOut();
  const problem = await readProblem(response);
  const message = problem?.detail || problem?.title || `The server answered ${response.status}.`;
  return new ApiError(response.status, message, problem);
}

async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return undefined;
  try {
    return (await response.json()) as Problem;
  } catch {
    return undefined;
  }
}
