/** Reads which tools a server has, and keeps it. What is new or changed waits for somebody's approval. */
import type { ActivityDeps } from '../deps.ts';
import { describeMcpFailure } from './mcp-failures.ts';
import { listTools, withMcpServer } from './mcp-client.ts';
import { readPlace } from './mcp-place.ts';

type Deps = Pick<ActivityDeps, 'database' | 'egress' | 'log'>;

export async function readMcpServer(
  { database, egress, log }: Deps,
  {
    organizationId,
    id,
    claim,
  }: { readonly organizationId: string; readonly id: string; readonly claim: Date },
  signal: AbortSignal,
): Promise<void> {
  try {
    const known = await database.transact(organizationId, (store) => readPlace(store, id));
    if (known === undefined) throw new Error('its credential is not for the host of its URL');
    const { place } = known;
    const listing = await withMcpServer(place, { egress, signal }, (client) => listTools(client, place));
    await database.transact(organizationId, (store) => store.mcp.saveListing(id, listing, claim));
  } catch (error) {
    const { message } = describeMcpFailure(error);
    log.info({ server: id, reason: message }, 'the tools of an MCP server could not be read');
    await database.transact(organizationId, (store) => store.mcp.failed(id, message, claim));
  }
}
