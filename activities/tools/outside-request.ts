/** A tool's request to another host: with the organization's rules, and with a secret that only the other side gets. */
import type { Response } from 'undici';
import { coversUrl } from '../../domain/egress/hosts.ts';
import type { OpenedCredential } from '../../store/credentials.store.ts';
import {
  OutcomeUnknown,
  type OutsideAnswer,
  type OutsideRequest,
  ToolError,
} from '../../tools/define-tool.ts';
import { describeFailure } from '../egress/failures.ts';
import { readText } from '../egress/read-text.ts';
import { NO_SECRET, type Secret, secretOf } from '../egress/secret.ts';
import type { RunSession } from '../runs/run-session.ts';

const TIMEOUT_MS = 30_000;
/** Characters of an answer that a tool gets: more than a model reads, less than a journal row may hold. */
const LONGEST_ANSWER = 200_000;
const SHOWN_HEADERS = ['content-type', 'etag', 'last-modified', 'link', 'location', 'retry-after'];
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];

interface CallFacts {
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export async function requestOutside(
  session: RunSession,
  request: OutsideRequest,
  { idempotencyKey, signal }: CallFacts,
): Promise<OutsideAnswer> {
  const { method, url, headers, body } = request;
  const { hosts, secret } = await readRules(session, request);
  const isSafe = SAFE_METHODS.includes(method);
  try {
    const { response, url: answered } = await session.deps.egress.send({
      method,
      url,
      headers: {
        'user-agent': 'Steward',
        ...headers,
        ...(isSafe ? {} : { 'idempotency-key': idempotencyKey }),
      },
      secretHeaders: secret.headers,
      ...(body === undefined ? {} : { body }),
      hosts,
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    return await toAnswer(response, answered, secret);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failure = describeFailure(error);
    if (failure.nothingSent || isSafe) throw new ToolError(failure.code, failure.message);
    throw new OutcomeUnknown(failure.message, { cause: error });
  }
}

async function readRules(session: RunSession, { url, credential: name }: OutsideRequest) {
  const { hosts, opened, names } = await session.transact(async (store) => ({
    hosts: (await store.organization.get()).egressHosts,
    opened: name === undefined ? undefined : await store.credentials.open({ name }),
    names: name === undefined ? [] : await store.credentials.names(),
  }));
  if (name === undefined) return { hosts, secret: NO_SECRET };
  if (opened === undefined) {
    const known = names.join(', ') || 'none';
    throw new ToolError('credential_unknown', `there is no credential "${name}" (there are: ${known})`);
  }
  refuseOtherHosts(opened, url);
  return { hosts, secret: secretOf(opened) };
}

function refuseOtherHosts({ name, hosts }: OpenedCredential, url: string): void {
  if (URL.canParse(url) && coversUrl(hosts, new URL(url))) return;
  throw new ToolError('credential_not_for_host', `the credential "${name}" is for ${hosts.join(', ')} only`);
}

/** The other side may say what it was sent: what is secret in it is masked before anybody can read it. */
async function toAnswer(response: Response, url: URL, { mask }: Secret): Promise<OutsideAnswer> {
  const { text, note } = await readText(response, { limit: LONGEST_ANSWER, mask });
  const headers = SHOWN_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, mask(value).slice(0, 2_000)] as const];
  });
  return {
    status: response.status,
    url: mask(url.href),
    headers: Object.fromEntries(headers),
    body: text,
    ...(note === undefined ? {} : { note }),
  };
}
