/** Where an MCP server is and how to get there, read in one transaction. */
import type { Store } from '../../store/database.ts';
import type { McpServerDetail } from '../../store/mcp.store.ts';
import { NO_SECRET, secretOf } from '../egress/secret.ts';
import { coversUrl } from '../../domain/egress/hosts.ts';
import type { McpPlace } from './mcp-client.ts';

export interface KnownServer extends McpServerDetail {
  readonly place: McpPlace;
}

/** Undefined when the server is gone, or its secret must not go there. */
export async function readPlace(store: Store, serverId: string): Promise<KnownServer | undefined> {
  const detail = await store.mcp.get(serverId);
  if (detail === undefined) return undefined;
  const { name, url, credentialId } = detail.server;
  const { egressHosts: hosts } = await store.organization.get();
  const opened = credentialId === null ? undefined : await store.credentials.open({ id: credentialId });
  const isMeant = opened === undefined || coversUrl(opened.hosts, new URL(url));
  if (!isMeant) return undefined;
  return {
    ...detail,
    place: { name, url, hosts, secret: opened === undefined ? NO_SECRET : secretOf(opened) },
  };
}
