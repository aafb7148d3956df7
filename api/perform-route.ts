/** Serves one route: authenticate → authorise → parse → handle → check the answer. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import { withDeadline } from '../store/unavailable.ts';
import type { Actor, PersonActor } from './auth/actor.ts';
import { identify } from './auth/identify.ts';
import type { RateLimiters } from './auth/rate-limits.ts';
import type { AppContext } from './context.ts';
import { once } from './idempotency.ts';
import { readJsonBody } from './middleware/json-body.ts';
import { stateOf } from './request-state.ts';
import type { Answer, Route, RouteInput } from './route.ts';
import { openEventStream } from './streams/event-stream.ts';
import { parseOrRefuse } from './validation/parse.ts';

type Input = Parameters<Extract<Route, { kind: 'json' }>['handle']>[0];

const NO_FIELDS = z.strictObject({});
/** A request must not hang on a frozen database; see withDeadline. */
const TRANSACTION_DEADLINE_MS = 4_500;

export function serveRoute(route: Route, ctx: AppContext, limiters: RateLimiters): RequestHandler {
  return async (req, res) => {
    stateOf(res).route = route.path;
    const actor = await identify(route, { ctx, req, res });
    if (actor !== undefined) await limiters.countCaller(req, res, actor);
    const params = parseParams(route, req);
    const query = parseOrRefuse(route.query ?? NO_FIELDS, { ...req.query }, 'query');
    const raw = route.method === 'get' ? undefined : await readJsonBody(req, res);
    if (route.limited === 'login') await limiters.countLogin(req, res);
    const body = parseBody(route, raw);
    const input = toInput({ route, ctx, actor, req, res, raw, parsed: { params, query, body } });
    if (route.kind === 'stream') {
      await route.stream(input, () => openEventStream(req, res, ctx));
      return;
    }
    send(res, route, await handleAndCheck(route, input, ctx));
  };
}

/** An id of the wrong form names nothing, so it is not found; it is not an invalid request. */
function parseParams(route: Route, req: Request): unknown {
  const parsed = (route.params ?? NO_FIELDS).safeParse({ ...req.params });
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]?.message ?? 'the path is of the wrong form';
  throw new AppError('not_found', `There is nothing under this address: the id ${reason}.`);
}

function parseBody(route: Route, raw: unknown): unknown {
  if (route.method === 'get') return undefined;
  if (route.body !== undefined) return parseOrRefuse(route.body, raw, 'body');
  // Routes without a body still refuse fields: whoever sends some expects them to do something.
  return parseOrRefuse(NO_FIELDS.optional(), raw, 'body');
}

interface InputParts {
  readonly route: Route;
  readonly ctx: AppContext;
  readonly actor: Actor | PersonActor | undefined;
  readonly req: Request;
  readonly res: Response;
  readonly raw: unknown;
  readonly parsed: { readonly params: unknown; readonly query: unknown; readonly body: unknown };
}

function toInput({ route, ctx, actor, req, res, raw, parsed }: InputParts): Input {
  const closed = new AbortController();
  res.once('close', () => {
    closed.abort();
  });
  const transact: Input['transact'] = (work) => {
    if (actor === undefined || !('organizationId' in actor))
      throw new Error(`${route.path} is not in an organization`);
    return withDeadline(ctx.database.transact(actor.organizationId, work), TRANSACTION_DEADLINE_MS);
  };
  const input: RouteInput<'runs:read', undefined, undefined, undefined> = {
    ...(parsed as { params: undefined; query: undefined; body: undefined }),
    actor: actor as Actor,
    headers: req.headers,
    request: req,
    ctx,
    closed: closed.signal,
    transact,
    once: (work) => once({ req, principal: (actor as Actor).label, body: raw, transact, work }),
  };
  return input;
}

type JsonRoute = Extract<Route, { kind: 'json' }>;

async function handleAndCheck(route: JsonRoute, input: Input, ctx: AppContext): Promise<Answer> {
  const answer = await route.handle(input);
  const checked = route.response.safeParse(answer.body);
  if (checked.success) return answer;
  const problems = z.prettifyError(checked.error);
  if (ctx.settings.badAnswers === 'throw') {
    throw new AppError('internal_error', 'The answer does not fit its own description.', {
      internal: `${route.method} ${route.path} answered outside its schema: ${problems}`,
    });
  }
  ctx.log.error({ route: route.path, problems }, 'an answer does not fit its schema');
  return answer;
}

function send(res: Response, route: JsonRoute, { body, status, headers, cookies = [] }: Answer): void {
  // The caller may have gone during a long poll.
  if (res.destroyed) return;
  for (const line of cookies) res.append('Set-Cookie', line);
  res
    .status(status ?? route.status)
    .set(headers ?? {})
    .json(body);
}
