/** A conversation with one remote MCP server (Streamable HTTP), through the guard that all requests go through. */
import { createHash } from 'node:crypto';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { mcpToolName } from '../../domain/mcp/tool-name.ts';
import { hiddenCharacterIn } from '../../domain/prompt/hidden-characters.ts';
import { isStorable } from '../../domain/storable-json.ts';
import type { ListedTool } from '../../store/mcp.store.ts';
import { EgressRefused } from '../egress/connections.ts';
import type { Egress } from '../egress/egress.ts';
import { limitBody } from '../egress/limit-body.ts';
import type { Secret } from '../egress/secret.ts';

export interface McpPlace {
  readonly name: string;
  readonly url: string;
  readonly hosts: readonly string[];
  readonly secret: Secret;
}

export interface McpWay {
  readonly egress: Egress;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 60_000;
/** Of one answer, unpacked. */
const MOST_BYTES = 2_000_000;
const MOST_PAGES = 20;
const MOST_TOOLS = 500;
const LONGEST_DESCRIPTION = 8_000;
const LONGEST_SCHEMA = 50_000;

/** Connects, works, and ends the session whatever happened. */
export async function withMcpServer<T>(
  place: McpPlace,
  way: McpWay,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const transport = new StreamableHTTPClientTransport(new URL(place.url), {
    fetch: guardedFetch(place, way),
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1_000,
      maxReconnectionDelay: 1_000,
      reconnectionDelayGrowFactor: 1,
    },
  });
  // Results are checked by nobody's schema: compiling foreign ones would run code made from them.
  const acceptAll = {
    getValidator: () => (input: unknown) => ({ valid: true, data: input, errorMessage: undefined }),
  };
  const client = new Client(
    { name: 'steward', version: '1' },
    { jsonSchemaValidator: acceptAll as never, capabilities: {} },
  );
  try {
    await client.connect(transport, { timeout: TIMEOUT_MS, signal: way.signal });
    return await work(client);
  } finally {
    await transport.terminateSession().catch(() => undefined);
    await client.close().catch(() => undefined);
  }
}

type FetchLike = NonNullable<
  NonNullable<ConstructorParameters<typeof StreamableHTTPClientTransport>[1]>['fetch']
>;

function guardedFetch({ url: own, hosts, secret }: McpPlace, { egress, signal }: McpWay): FetchLike {
  return async (url, init) => {
    const method = init?.method ?? 'GET';
    // The stream for the server's own messages: there are none that we would act on.
    if (method === 'GET') return new Response(null, { status: 405 });
    // The SDK may look for authorization servers: nothing but the server itself is asked.
    if (new URL(url).origin !== new URL(own).origin)
      throw new EgressRefused('host_not_allowed', 'another host than the MCP server');
    const { response } = await egress.send({
      method,
      url: url.toString(),
      headers: Object.fromEntries(new Headers(init?.headers)),
      secretHeaders: secret.headers,
      ...(typeof init?.body === 'string' ? { body: init.body } : {}),
      hosts,
      signal: anyOf(signal, init?.signal ?? signal),
      timeoutMs: TIMEOUT_MS,
    });
    return limitBody(response, MOST_BYTES);
  };
}

function anyOf(one: AbortSignal, two: AbortSignal): AbortSignal {
  const abort = new AbortController();
  for (const signal of [one, two]) {
    if (signal.aborted) abort.abort(signal.reason);
    else
      signal.addEventListener('abort', () => abort.abort(signal.reason), {
        once: true,
        signal: abort.signal,
      });
  }
  return abort.signal;
}

export interface Listing {
  readonly tools: readonly ListedTool[];
  /** How many cannot be offered: their names, or what they say, are too long or too odd. */
  readonly leftOut: number;
}

export async function listTools(client: Client, place: McpPlace): Promise<Listing> {
  const found: ListedTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && found.length < MOST_TOOLS; page += 1) {
    const answer = await client.listTools(cursor === undefined ? {} : { cursor }, { timeout: TIMEOUT_MS });
    found.push(
      ...answer.tools.map(({ name, description = '', inputSchema }) =>
        toListed(name, description, inputSchema),
      ),
    );
    cursor = answer.nextCursor;
    if (cursor === undefined) break;
  }
  const usable = found.filter((tool) => isUsable(tool, place));
  const unique = [...new Map(usable.map((tool) => [tool.name, tool])).values()];
  return { tools: unique, leftOut: found.length - unique.length };
}

function isUsable(tool: ListedTool, { name, secret }: McpPlace): boolean {
  const schema = JSON.stringify(tool.inputSchema);
  const said = tool.description + schema;
  return (
    mcpToolName(name, tool.name) !== undefined &&
    tool.description.length <= LONGEST_DESCRIPTION &&
    schema.length <= LONGEST_SCHEMA &&
    isStorable([tool.description, tool.inputSchema]) &&
    // Whoever approves these words must have seen all of them.
    hiddenCharacterIn([tool.description, tool.inputSchema]) === undefined &&
    secret.mask(said) === said
  );
}

/** The hash names exactly these words: another description is another tool. */
function toListed(name: string, description: string, inputSchema: unknown): ListedTool {
  const hash = createHash('sha256')
    .update(canonicalJson([name, description, inputSchema]))
    .digest('hex');
  return { name, description, inputSchema, hash };
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
