/** The organization as its owners edit it. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from './client.ts';
import { organizationQuery } from './queries.ts';
import type { OrganizationView } from './types.ts';

const PATH = '/v1/organizations/current';

/** With the ETag that an edit must name. Not refreshed while somebody types. */
export const organizationToEditQuery = queryOptions({
  queryKey: [...organizationQuery.queryKey, 'to-edit'],
  queryFn: ({ signal }) => ask<OrganizationView>(PATH, { signal }),
  staleTime: Infinity,
  refetchOnMount: 'always',
});

export interface OrganizationEdit {
  readonly body: { readonly name: string; readonly timeZone: string };
  readonly etag: string;
}

export function useUpdateOrganization() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ body, etag }: OrganizationEdit) =>
      (await ask<OrganizationView>(PATH, { method: 'PATCH', body, headers: { 'if-match': etag } })).data,
    // Times everywhere on the page are told in its time zone.
    onSuccess: () => client.invalidateQueries(),
  });
}
