/** What a mail asks to decide: asked as nobody, with the link as the only key. */
import { queryOptions, useMutation } from '@tanstack/react-query';
import type { ApprovalLinkView } from '../../../domain/contracts/approval-links.ts';
import { ask } from './client.ts';
import type { ApprovalView } from './types.ts';

const pathOf = (token: string) => `/v1/approvals/links/${encodeURIComponent(token)}`;

export function approvalLinkQuery(token: string) {
  return queryOptions({
    queryKey: ['approval-link', token],
    queryFn: async ({ signal }) =>
      (await ask<ApprovalLinkView>(pathOf(token), { signal, anonymous: true })).data,
    retry: false,
    staleTime: Infinity,
  });
}

interface LinkDecision {
  readonly decision: 'approve' | 'reject';
  readonly reason?: string;
  readonly argumentsHash: string;
}

export function useDecideByLink(token: string) {
  return useMutation({
    mutationFn: async (body: LinkDecision) =>
      (await ask<ApprovalView>(pathOf(token), { method: 'POST', body, anonymous: true })).data,
  });
}
