/** What agents may reach outside, and the secrets they use there. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { CredentialView, credentialPage, egressView } from '../../../domain/contracts/credentials.ts';
import type { mcpServerList, McpServerView, McpToolView } from '../../../domain/contracts/mcp-servers.ts';
import { ask, get } from './client.ts';
import { listQuery } from './people.ts';

type Egress = z.output<typeof egressView>;
export type { CredentialView, McpServerView, McpToolView };

const PATH = '/v1/organizations/current/egress';

/** With the ETag that an edit must name. Not refreshed while somebody types. */
export const egressToEditQuery = queryOptions({
  queryKey: ['egress'],
  queryFn: ({ signal }) => ask<Egress>(PATH, { signal }),
  staleTime: Infinity,
  refetchOnMount: 'always',
});

export function useUpdateEgress() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ hosts, etag }: { hosts: readonly string[]; etag: string }) =>
      (await ask<Egress>(PATH, { method: 'PUT', body: { hosts }, headers: { 'if-match': etag } })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: egressToEditQuery.queryKey }),
  });
}

export const credentialsQuery = listQuery<z.output<typeof credentialPage>>('credentials', '/v1/credentials');

/** While a worker reads, the page looks again until it has. */
export const mcpServersQuery = queryOptions({
  queryKey: ['mcp-servers'],
  queryFn: ({ signal }) => get<z.output<typeof mcpServerList>>('/v1/mcp-servers', signal),
  refetchInterval: ({ state }) => (state.data?.data.some((item) => item.state === 'reading') ? 1_000 : false),
});

/** One entry a line; empty lines mean nothing. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
