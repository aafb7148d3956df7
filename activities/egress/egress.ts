/**
 * The one door to hosts that organizations name: HTTP tools and MCP servers. Redirects are followed by hand, each
 * target is checked as the first one was, and what holds a secret stays with the origin it was meant for.
 */
import { type BodyInit, fetch, type Response } from 'undici';
import type { HostEntry } from '../../domain/egress/hosts.ts';
import { checkTarget, mayCarrySecret } from '../../domain/egress/target.ts';
import { createConnections, EgressRefused, type Resolve, resolveBySystem } from './connections.ts';

export interface EgressRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the origin of `url` alone, and not in clear over the open network. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  /** Hosts that may be asked. */
  readonly hosts: readonly HostEntry[];
  readonly signal: AbortSignal;
  /** For all of it, the reading of the answer included. */
  readonly timeoutMs: number;
}

export interface EgressAnswer {
  readonly response: Response;
  /** Who answered in the end. */
  readonly url: URL;
}

export interface Egress {
  send(request: EgressRequest): Promise<EgressAnswer>;
  close(): Promise<void>;
}

export interface EgressOptions {
  readonly resolve?: Resolve;
  /** Ranges of addresses, not public, that the operator permits. */
  readonly permittedRanges: readonly string[];
}

const MOST_REDIRECTS = 3;
/** The other side has not acted and asks for the same at another place. */
const REPEATS: readonly number[] = [307, 308];
const REDIRECTS: readonly number[] = [301, 302, 303, ...REPEATS];
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];

export function createEgress({ resolve = resolveBySystem, permittedRanges }: EgressOptions): Egress {
  const connections = createConnections({ resolve, permittedRanges });
  return {
    async send(request) {
      const { method, headers, secretHeaders = {}, body, hosts, timeoutMs } = request;
      const signal = withTimeout(request.signal, timeoutMs);
      const rules = { hosts, permittedRanges };
      const first = targetOf(request.url, rules);
      if (Object.keys(secretHeaders).length > 0 && !mayCarrySecret(first, permittedRanges)) {
        throw new EgressRefused(
          'secret_in_clear',
          `a credential is sent over https only, not to ${first.origin}`,
        );
      }
      let url = first;
      for (let redirects = 0; ; redirects += 1) {
        const own = url.origin === first.origin ? secretHeaders : {};
        const response = await fetch(url, {
          method,
          headers: { ...headers, ...own },
          redirect: 'manual',
          dispatcher: connections,
          signal,
          ...(body === undefined ? {} : { body }),
        });
        const next = redirectOf(response, method);
        if (next === undefined) return { response, url };
        await response.body?.cancel();
        if (redirects === MOST_REDIRECTS) {
          throw new EgressRefused(
            'too_many_redirects',
            `${first.host} redirects more than ${MOST_REDIRECTS} times`,
          );
        }
        url = targetOf(absolute(next, url), rules);
        refuseElsewhere(method, first, url);
      }
    },
    close: () => connections.close(),
  };
}

/** By hand: `AbortSignal.any` over a timeout may be collected as garbage before it fires (Node 20). */
function withTimeout(signal: AbortSignal, timeoutMs: number): AbortSignal {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new DOMException('too slow', 'TimeoutError')), timeoutMs);
  // Should it fire after the answer was read, nobody hears it.
  timer.unref();
  const onAbort = () => abort.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true, signal: abort.signal });
  return abort.signal;
}

/** Where to go on. What has had an effect is not sent again: such a redirect is the answer. */
function redirectOf(response: Response, method: string): string | undefined {
  const followed = SAFE_METHODS.includes(method) ? REDIRECTS : REPEATS;
  if (!followed.includes(response.status)) return undefined;
  return response.headers.get('location') ?? undefined;
}

/** Whoever let this be sent has seen one place: what changes something is not carried out at another one. */
function refuseElsewhere(method: string, asked: URL, wanted: URL): void {
  if (SAFE_METHODS.includes(method) || wanted.origin === asked.origin) return;
  throw new EgressRefused(
    'redirected_elsewhere',
    `${asked.origin} answered that this is to be sent to ${wanted.origin} instead; nothing was sent there. Where that place is right, ask for it by its own URL`,
  );
}

function absolute(location: string, base: URL): string {
  return URL.canParse(location, base.href) ? new URL(location, base).href : location;
}

function targetOf(text: string, rules: Parameters<typeof checkTarget>[1]): URL {
  const target = checkTarget(text, rules);
  if (!target.ok) throw new EgressRefused(target.code, target.message);
  return target.url;
}
