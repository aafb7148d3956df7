/**
 * The only place that decides whether Temporal may retry a model call.
 *
 * Retrying costs money, so: retry when the other side said "later" (408, 409, 429, 5xx) or did not answer;
 * never when it said "no". The openai client itself retries nothing (`maxRetries: 0`), so that there is one
 * layer of retries and people can see it. Connection errors must be tested first: in the openai client they
 * are APIErrors without a status.
 */
import { ApplicationFailure, ApplicationFailureCategory, TemporalFailure } from '@temporalio/common';
import { APIConnectionError, APIError } from 'openai';
import { isDatabaseUnavailable } from '../store/unavailable.ts';

/** After this many attempts a provider that stays away ends the run instead of holding it for ever. */
export const MAX_MODEL_ATTEMPTS = 6;
const LONGEST_DELAY_MS = 300_000;

export interface ModelFailure {
  readonly retryable: boolean;
  readonly message: string;
  readonly delayMs?: number;
  readonly rateLimited: boolean;
  /** The provider may have answered, and charges for it, although nothing arrived. */
  readonly served: boolean;
  /** The call was not made: it uses up none of the attempts. */
  readonly paused?: true;
}

/** Thrown by the stream reader when a provider stopped talking. */
export class ModelTimeout extends Error {
  override readonly name = 'ModelTimeout';
}

/** Thrown instead of a call while a circuit of model/breaker.ts is open: nothing was asked, nothing is paid. */
export class ModelPaused extends Error {
  override readonly name = 'ModelPaused';
  readonly retryInMs: number;

  constructor(message: string, retryInMs: number) {
    super(message);
    this.retryInMs = retryInMs;
  }
}

/** The provider broke down over a model, or fell silent. A rate limit is none: it answers, and says when to come back. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ModelPaused || isUnreachable(error)) return false;
  if (error instanceof APIError && error.status !== undefined)
    return error.status >= 500 || error.status === 408;
  return classifyModelError(error)?.retryable ?? false;
}

export function classifyModelError(error: unknown): ModelFailure | undefined {
  if (error instanceof ModelPaused) {
    const { message, retryInMs: delayMs } = error;
    return { retryable: true, rateLimited: false, served: false, paused: true, message, delayMs };
  }
  if (error instanceof APIConnectionError || error instanceof ModelTimeout) {
    return {
      retryable: true,
      rateLimited: false,
      served: !isUnreachable(error),
      message: `no answer from the model provider: ${error.message}`,
    };
  }
  if (error instanceof APIError) return classifyStatus(error as ProviderError);
  // The client parses streams with undici; a cut connection surfaces as a TypeError from there.
  if (error instanceof TypeError && /terminated|fetch failed|aborted/i.test(error.message)) {
    return {
      retryable: true,
      rateLimited: false,
      served: true,
      message: `the model provider's answer broke off: ${error.message}`,
    };
  }
  return undefined;
}

/** Somebody between stopped waiting: whether the provider went on, and charges for it, nobody knows. */
const GATEWAY_TIMEOUTS: readonly number[] = [408, 504, 522, 524];

/** No status: the error came in a stream that had begun well, so tokens may have been written before it. */
function classifyStatus(error: ProviderError): ModelFailure {
  const { status } = error;
  const message = `the model provider answered ${status ?? 'nothing'}: ${error.message}`.slice(0, 500);
  const retryable =
    error.code !== 'insufficient_quota' && saysLater(status, error.headers?.get('x-should-retry'));
  const delayMs = retryable ? retryAfterMs(error.headers) : undefined;
  const rateLimited = status === 429;
  const served = status === undefined || GATEWAY_TIMEOUTS.includes(status);
  return { retryable, message, rateLimited, served, ...(delayMs === undefined ? {} : { delayMs }) };
}

/** No connection came about, so no request did. */
const UNREACHED = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** The provider itself was not there, whichever model was asked for: nothing arrived, and nothing is paid. */
export function isUnreachable(error: unknown): boolean {
  const { code, cause } = Object(error) as { readonly code?: unknown; readonly cause?: unknown };
  if (typeof code === 'string' && UNREACHED.includes(code)) return true;
  return cause !== undefined && cause !== error && isUnreachable(cause);
}

type ProviderError = APIError;
const LATER: readonly number[] = [408, 409, 429];

/** The provider's explicit word counts before the status. */
function saysLater(status: number | undefined, hint: string | null | undefined): boolean {
  if (hint === 'true' || hint === 'false') return hint === 'true';
  return status === undefined || status >= 500 || LATER.includes(status);
}

/** `retry-after-ms` before `retry-after`; the latter in seconds or as an HTTP date. */
function retryAfterMs(headers: Headers | undefined, now: number = Date.now()): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? NaN);
  const delay = ms > 0 ? ms : parseRetryAfter(headers?.get('retry-after') ?? '', now);
  return delay > 0 ? Math.min(delay, LONGEST_DELAY_MS) : undefined;
}

function parseRetryAfter(text: string, now: number): number {
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000;
}

/** `attempt` counts calls that were made. */
export function toApplicationFailure(failure: ModelFailure, attempt: number): ApplicationFailure {
  const retry = failure.retryable && (failure.paused === true || attempt < MAX_MODEL_ATTEMPTS);
  return ApplicationFailure.create({
    message: failure.message,
    type: failure.retryable ? 'model_unavailable' : 'model_refused',
    nonRetryable: !retry,
    ...(failure.rateLimited ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(retry && failure.delayMs !== undefined ? { nextRetryDelay: failure.delayMs } : {}),
  });
}

/** An error nobody planned for may pass, but each attempt may pay for a model call. */
const MAX_UNEXPECTED_ATTEMPTS = 8;

/** What Temporal is told of an error in a step of a run: outages are retried for long, our own bugs are not. */
export function toStepFailure(error: unknown, attempt: number): unknown {
  const planned = error instanceof TemporalFailure || isDatabaseUnavailable(error);
  if (planned || attempt < MAX_UNEXPECTED_ATTEMPTS) return error;
  const message = error instanceof Error ? error.message : String(error);
  return ApplicationFailure.nonRetryable(`unexpected, ${attempt} times: ${message}`, 'engine_error');
}
