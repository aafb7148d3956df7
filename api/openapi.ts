/** The OpenAPI 3.1 document, made from ROUTES: from the same schemas that check the requests and the answers. */
import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { discardEvent, runEndEvent, runStatusEvent, tokenEvent } from '../domain/contracts/run-events.ts';
import { problem } from '../domain/contracts/primitives.ts';
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER } from './idempotency.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes/index.ts';

const SECURITY_SCHEME = 'apiKey';
const COOKIE_SCHEME = 'login';

/** Sent inside event streams, which OpenAPI cannot describe; clients still want their shapes. */
const EVENT_SCHEMAS = [runStatusEvent, tokenEvent, discardEvent, runEndEvent];

export interface DocumentFacts {
  readonly version: string;
  readonly serverUrl: string;
}

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

export function createOpenApiDocument({ version, serverUrl }: DocumentFacts): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', SECURITY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the organization: `Authorization: Bearer sk_…`',
  });
  registry.registerComponent('securitySchemes', COOKIE_SCHEME, {
    type: 'apiKey',
    in: 'cookie',
    name: 'steward.session_token',
    description: 'The cookie that `/v1/login` and `/v1/signup` set (`__Secure-` in front behind https)',
  });
  for (const route of ROUTES) registry.registerPath(describe(route));
  return new OpenApiGeneratorV31([...registry.definitions, ...EVENT_SCHEMAS]).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Steward',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: DESCRIPTION,
    },
    servers: [{ url: serverUrl }],
  });
}

const DESCRIPTION = [
  'AI agents that work durably.',
  'JSON is camelCase, ids are prefixed (`run_…`), times are UTC ISO 8601, money is integer micro-dollars.',
  'Lists take `limit` and `cursor` and answer `{data, nextCursor, hasMore}`.',
  'Errors are `application/problem+json` with a `code`; `type` is a page that says how to fix it.',
].join(' ');

function describe(route: Route): RouteConfig {
  const { method, path, summary, description } = route;
  return {
    method,
    path,
    operationId: operationIdOf(route),
    tags: [path.split('/')[2] ?? ''],
    summary,
    description: [description, scopeOf(route)].filter((text) => text !== undefined).join('\n\n'),
    security: securityOf(route),
    request: requestOf(route),
    responses: responsesOf(route),
  };
}

function operationIdOf({ method, path }: Route): string {
  const words = path
    .replace('/v1/', '')
    .split('/')
    .map((part) => part.replaceAll(/[{}]/g, ''));
  return [method, ...words].join('_').replaceAll('-', '_');
}

function scopeOf({ permission }: Route): string | undefined {
  if (permission === 'public') return undefined;
  if (permission === 'person') return 'For people who are logged in.';
  if (permission === 'staff') return 'For the staff of the platform.';
  return `Scope: \`${permission}\`.`;
}

function securityOf({ permission }: Route): Record<string, string[]>[] {
  if (permission === 'public') return [];
  const login = { [COOKIE_SCHEME]: [] };
  return permission === 'person' || permission === 'staff' ? [login] : [{ [SECURITY_SCHEME]: [] }, login];
}

function requestOf(route: Route): NonNullable<RouteConfig['request']> {
  const { params, query, body } = route;
  const headers = headersOf(route);
  return {
    ...(params === undefined ? {} : { params: params as z.ZodObject }),
    ...(query === undefined ? {} : { query: query as z.ZodObject }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined
      ? {}
      : { body: { required: true, content: { 'application/json': { schema: body } } } }),
  };
}

function headersOf({ idempotent, requestHeaders = {} }: Route): z.ZodObject | undefined {
  const texts = {
    ...(idempotent === true
      ? { [IDEMPOTENCY_HEADER]: 'Repeats with the same key and body get the first answer again' }
      : {}),
    ...requestHeaders,
  };
  const fields = Object.entries(texts).map(([name, text]) => [
    name,
    z.string().optional().meta({ description: text }),
  ]);
  return fields.length === 0 ? undefined : z.object(Object.fromEntries(fields) as Record<string, z.ZodType>);
}

function responsesOf(route: Route): Record<string, ResponseConfig> {
  const refusals = refusalsOf(route).map((status) => [String(status), REFUSALS[status]] as const);
  return { ...answersOf(route), ...Object.fromEntries(refusals) };
}

function answersOf(route: Route): Record<string, ResponseConfig> {
  if (route.kind === 'stream') {
    return {
      200: { description: 'A stream of events', content: { 'text/event-stream': { schema: z.string() } } },
    };
  }
  const content = { 'application/json': { schema: route.response } };
  const headers =
    route.idempotent === true ? { headers: z.object({ [REPLAYED_HEADER]: z.string().optional() }) } : {};
  const others = Object.entries(route.otherStatuses ?? {}).map(([status, text]) => [
    status,
    { description: text, content },
  ]);
  return {
    [route.status]: { description: route.summary, content, ...headers },
    ...Object.fromEntries(others),
  } as Record<string, ResponseConfig>;
}

function refusal(description: string): ResponseConfig {
  return { description, content: { 'application/problem+json': { schema: problem } } };
}

const REFUSALS = {
  400: refusal('The body is not valid JSON'),
  401: refusal('No API key, or one that is not valid'),
  403: refusal('The API key lacks the scope'),
  404: refusal('There is no such thing in this organization'),
  409: refusal('In conflict with the present state'),
  412: refusal('Changed by somebody else in the meantime'),
  413: refusal('The body is larger than 1 MB'),
  415: refusal('The body is not JSON'),
  422: refusal('Fields are invalid; `errors` names each'),
  428: refusal('If-Match is missing'),
  429: refusal('Too many requests; `Retry-After` says when to come back'),
  503: refusal('The database or the engine is not available; try again later'),
} as const;
type Refusal = keyof typeof REFUSALS;

function refusalsOf(route: Route): Refusal[] {
  const isPublic = route.permission === 'public';
  const writes = route.method !== 'get';
  const matches = route.requestHeaders?.['If-Match'] !== undefined;
  return [
    ...(isPublic ? [] : ([401, 403, 422, 429, 503] as const)),
    ...(route.limited === undefined ? [] : ([401, 403, 422, 429, 503] as const)),
    ...(isPublic || route.params !== undefined || route.idempotent === true ? ([404] as const) : []),
    ...(writes ? ([400, 409, 413, 415] as const) : []),
    ...(matches ? ([412, 428] as const) : []),
  ];
}
