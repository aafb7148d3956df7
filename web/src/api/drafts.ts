/** Agents that are being drafted: asked for, worked out, saved. Until they are saved they live in the page only. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DraftAnswer, DraftView } from '../../../domain/contracts/drafts.ts';
import type { ScheduleView } from '../../../domain/contracts/schedules.ts';
import { ask } from './client.ts';
import type { AgentView } from './types.ts';

export type { DraftAnswer } from '../../../domain/contracts/drafts.ts';

/** What the page edits: fire times and words are worked out by the server. */
export interface AgentDraftInput extends Omit<DraftView, 'schedule'> {
  readonly schedule: { readonly cron: string; readonly timeZone: string } | null;
}

export function inputOf({ schedule, ...draft }: DraftView): AgentDraftInput {
  return {
    ...draft,
    schedule: schedule === null ? null : { cron: schedule.cron, timeZone: schedule.timeZone },
  };
}

export interface Wish {
  readonly text: string;
  readonly draft: AgentDraftInput | undefined;
  /** Takes seconds and costs what a run costs. */
  readonly askModel?: boolean;
}

export function useDraft() {
  return useMutation({ mutationFn: (wish: Wish) => post(wish) });
}

/** What a draft means as it stands in the form: when it fires, what it needs, what it costs. */
export function draftFactsQuery(draft: AgentDraftInput) {
  return queryOptions({
    queryKey: ['draft', draft],
    queryFn: () => post({ text: '', draft }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

export interface SaveDraft {
  readonly draft: AgentDraftInput;
  readonly status: 'draft' | 'active';
  /** Made once per attempt to save, so that a repeated click makes one agent. */
  readonly idempotencyKey: string;
}

/** Agent first, then its schedule; both are repeatable with the same key. */
export function useSaveDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, status, idempotencyKey }: SaveDraft) => {
      const { name, kind, spec, schedule } = draft;
      const agent = await ask<AgentView>('/v1/agents', {
        method: 'POST',
        body: { name, kind, spec, status },
        headers: { 'idempotency-key': idempotencyKey },
      });
      if (schedule !== null) {
        await ask<ScheduleView>(`/v1/agents/${agent.data.id}/schedules`, {
          method: 'POST',
          body: { name, ...schedule },
          headers: { 'idempotency-key': `${idempotencyKey}-schedule` },
        });
      }
      return agent.data;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  });
}

async function post({ text, draft, askModel = false }: Wish): Promise<DraftAnswer> {
  const body = { text, askModel, ...(draft === undefined ? {} : { draft }) };
  return (await ask<DraftAnswer>('/v1/agents/drafts', { method: 'POST', body })).data;
}
