/** What an error on the way to another host means: did anything arrive there? */
import { EgressRefused } from './connections.ts';

const BEFORE_SENDING: readonly string[] = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
];
/**
 * Of the look at the certificate, before which no request is sent. Other words of TLS (EPROTO, ERR_SSL_…) may also come
 * after it: a server that wants a certificate of us says so when it has the request.
 */
const HANDSHAKE = /^(ERR_TLS_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH)/;

export interface EgressFailure {
  readonly code: string;
  readonly message: string;
  /** Nothing that was asked for can have happened. */
  readonly nothingSent: boolean;
}

/** `fetch` wraps what went wrong; the chain of causes ends in what happened. */
export function describeFailure(error: unknown): EgressFailure {
  const chain = causesOf(error);
  const refused = chain.find((item) => item instanceof EgressRefused);
  if (refused !== undefined) return { code: refused.code, message: refused.message, nothingSent: true };
  if (chain.some((item) => item.name === 'TimeoutError')) {
    return {
      code: 'request_timed_out',
      message: 'the other side did not answer in time',
      nothingSent: false,
    };
  }
  const codes = chain.map((item) => codeOf(item)).filter((code) => code !== undefined);
  const nothingSent = codes.some((code) => BEFORE_SENDING.includes(code) || HANDSHAKE.test(code));
  const what = codes.at(-1) ?? 'the connection broke';
  return {
    code: nothingSent ? 'not_reachable' : 'request_failed',
    message: nothingSent ? `the other side cannot be reached (${what})` : `the exchange broke off (${what})`,
    nothingSent,
  };
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let item = error; item instanceof Error && chain.length < 10; item = item.cause) chain.push(item);
  return chain;
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
