/**
 * One call of a remote tool. Before it, the server is asked what the tool says of itself: when that is not what was
 * approved, nothing is called.
 */
import type { Client } from '@modelcontextprotocol/client';
import { isStorable } from '../../domain/storable-json.ts';
import { type McpAnswer, type McpCall, OutcomeUnknown, ToolError } from '../../tools/define-tool.ts';
import type { RunSession } from '../runs/run-session.ts';
import { describeMcpFailure } from './mcp-failures.ts';
import { listTools, type McpPlace, withMcpServer } from './mcp-client.ts';
import { readPlace } from './mcp-place.ts';

const LONGEST_TEXT = 200_000;
const TIMEOUT_MS = 60_000;

export async function callMcpTool(
  session: RunSession,
  call: McpCall,
  signal: AbortSignal,
): Promise<McpAnswer> {
  const known = await session.transact((store) => readPlace(store, call.serverId));
  if (known === undefined)
    throw new ToolError('mcp_server_gone', 'the MCP server of this tool is gone, or its credential is');
  const { place } = known;
  const progress = { called: false };
  try {
    return await withMcpServer(place, { egress: session.deps.egress, signal }, async (client) => {
      await refuseIfChanged(session, client, place, call);
      progress.called = true;
      const result = await client.callTool(
        { name: call.name, arguments: call.arguments },
        { timeout: TIMEOUT_MS, signal },
      );
      return toAnswer(result, place);
    });
  } catch (error) {
    if (error instanceof ToolError) throw error;
    if (signal.aborted) throw signal.reason;
    const { code, message, nothingSent } = describeMcpFailure(error);
    if (!progress.called || nothingSent || isRefusal(error)) throw new ToolError(code, message);
    // Without its cause: an error of the other side may repeat what it was sent, secrets included, and is logged.
    throw new OutcomeUnknown(message);
  }
}

async function refuseIfChanged(
  session: RunSession,
  client: Client,
  place: McpPlace,
  { serverId, name, approvedHash }: McpCall,
): Promise<void> {
  const listing = await listTools(client, place);
  if (listing.tools.find((tool) => tool.name === name)?.hash === approvedHash) return;
  await session.transact((store) => store.mcp.saveListing(serverId, listing));
  throw new ToolError(
    'mcp_tool_changed',
    `the tool ${name} is not what was approved any more; an owner or admin has to approve it again. Nothing was called`,
  );
}

/** JSON-RPC's ways to say that the call as such was wrong, before anything was done. */
function isRefusal(error: unknown): boolean {
  return [-32_600, -32_601, -32_602].includes(Number((Object(error) as { code?: unknown }).code));
}

type Result = Awaited<ReturnType<Client['callTool']>>;

function toAnswer({ content, structuredContent, isError = false }: Result, { secret }: McpPlace): McpAnswer {
  const texts = content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const others = content.length - texts.length;
  const text = clean(secret.mask(texts.join('\n')));
  const json = structuredContent === undefined ? '' : clean(secret.mask(JSON.stringify(structuredContent)));
  const isWhole = text.length <= LONGEST_TEXT && json.length <= LONGEST_TEXT;
  const notes = [
    others > 0 ? `${others} parts of the answer are no text and were left out` : '',
    isWhole ? '' : `the answer is longer than ${LONGEST_TEXT} characters; only its beginning is here`,
  ].filter((note) => note !== '');
  return {
    text: text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, ''),
    ...(json !== '' && isWhole ? { structured: parsed(json) } : {}),
    isError,
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  };
}

/** NUL, and halves of surrogate pairs. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** What the database cannot hold. */
function clean(text: string): string {
  return text.replaceAll(UNSTORABLE, '\uFFFD');
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isStorable(value) ? value : text;
  } catch {
    return text;
  }
}
