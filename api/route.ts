/**
 * The only way to add an endpoint. A route is data: what it takes, who may use it, what it answers. From the same
 * data come the checks of every request, the OpenAPI document and the generated tests, so these cannot drift apart.
 * The order of the checks (authenticate, authorise, parse, handle, check the answer) is in perform-route.ts.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import type { z } from 'zod';
import type { Permission } from '../domain/access/permissions.ts';
import type { Store } from '../store/database.ts';
import type { Actor, PersonActor } from './auth/actor.ts';
import type { AppContext } from './context.ts';
import type { EventStream } from './streams/event-stream.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/**
 * Who may use a route: `public` anybody, `person` whoever is logged in (no organization needed), `staff` platform
 * staff, a permission those who have it in their organization. API keys are nobody's person.
 */
export type Access = Permission | 'public' | 'person' | 'staff';
type ActorFor<A extends Access> = A extends 'public'
  ? undefined
  : A extends 'person' | 'staff'
    ? PersonActor
    : Actor;
type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

export interface Answer<T = unknown> {
  readonly body: T;
  /** Default: the status of the route. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a repeat under the same Idempotency-Key is answered, when the body has what is shown only once. */
  readonly repeated?: T;
  /** Set-Cookie headers. */
  readonly cookies?: readonly string[];
}

export interface RouteInput<A extends Access, P extends Schema, Q extends Schema, B extends Schema> {
  /** Undefined on public routes only. */
  readonly actor: ActorFor<A>;
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly headers: IncomingHttpHeaders;
  readonly request: Request;
  readonly ctx: AppContext;
  /** Aborts when the caller has gone. */
  readonly closed: AbortSignal;
  /** A transaction in the actor's organization; only for routes that name a permission. */
  readonly transact: <T>(work: (store: Store) => Promise<T>) => Promise<T>;
  /**
   * As `transact`, once per Idempotency-Key: the answer is kept in the same transaction and given again to
   * whoever repeats the request. Only routes marked `idempotent` call it.
   */
  readonly once: <T>(work: (store: Store) => Promise<Answer<T>>) => Promise<Answer<T>>;
}

interface RouteFacts<A extends Access, P extends Schema, Q extends Schema, B extends Schema> {
  readonly method: Method;
  /** With parameters in braces: `/v1/runs/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Further sentences for the documentation, Markdown. */
  readonly description?: string;
  readonly permission: A;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Attempts are counted, for each e-mail address of the body and network address. */
  readonly limited?: 'login';
  /** Takes an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** Headers it reads beyond the usual ones, for the documentation. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
}

export interface RouteSpec<
  A extends Access,
  P extends Schema,
  Q extends Schema,
  B extends Schema,
  R extends z.ZodType,
> extends RouteFacts<A, P, Q, B> {
  readonly status: number;
  readonly response: R;
  /** Other statuses with the same body, such as 200 when a long poll saw the end. */
  readonly otherStatuses?: Readonly<Record<number, string>>;
  handle(input: RouteInput<A, P, Q, B>): Promise<Answer<z.input<R>>>;
}

export interface StreamSpec<A extends Access, P extends Schema, Q extends Schema> extends RouteFacts<
  A,
  P,
  Q,
  undefined
> {
  /** Does its looking-up first and throws what there is to refuse; `open` then begins the stream. */
  stream(input: RouteInput<A, P, Q, undefined>, open: () => EventStream): Promise<void>;
}

type AnyInput = RouteInput<Access, Schema, Schema, Schema>;
type AnyFacts = RouteFacts<Access, Schema, Schema, Schema>;

export type Route = AnyFacts &
  (
    | {
        readonly kind: 'json';
        readonly status: number;
        readonly response: z.ZodType;
        readonly otherStatuses?: Readonly<Record<number, string>>;
        handle(input: AnyInput): Promise<Answer>;
      }
    | { readonly kind: 'stream'; stream(input: AnyInput, open: () => EventStream): Promise<void> }
  );

// The casts below forget which schemas a route has. perform-route.ts parses with exactly these schemas
// before it calls the handler, which is what makes that true.
export function defineRoute<
  const A extends Access,
  R extends z.ZodType,
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>(spec: RouteSpec<A, P, Q, B, R>): Route {
  return { kind: 'json', ...spec } as unknown as Route;
}

export function defineStream<
  const A extends Access,
  P extends Schema = undefined,
  Q extends Schema = undefined,
>(spec: StreamSpec<A, P, Q>): Route {
  return { kind: 'stream', ...spec } as unknown as Route;
}
