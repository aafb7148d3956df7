/** The outbox: what must happen after a commit, written in the same transaction as its cause. */
import { insertSql } from './columns.ts';
import type { Scope } from './database.ts';

/** All that starting the workflow of a run takes: the dispatcher has nothing to look up. */
export interface RunToStart {
  readonly runId: string;
  readonly agentId: string;
  readonly kind: string;
  readonly trigger: string;
}

export type OutboxOrder =
  | { readonly kind: 'start_run'; readonly payload: RunToStart }
  | { readonly kind: 'cancel_run'; readonly payload: { readonly runId: string; readonly by: string } }
  | { readonly kind: 'resume_run'; readonly payload: { readonly runId: string; readonly why: string } }
  | { readonly kind: 'start_onboarding'; readonly payload: Readonly<Record<string, never>> };

export const TELL_END = 'tell_end';

/**
 * Of a run that the database ended by itself: it has yet to be counted, and its spans to be sent. Carried out by the
 * reconciler and not by the dispatcher: no workflow is told.
 */
interface TellEnd {
  readonly kind: typeof TELL_END;
  readonly payload: { readonly runId: string };
}

/** An order of the same key is given once. */
export async function enqueue(
  { tx, organizationId }: Scope,
  { kind, payload, dedupeKey }: (OutboxOrder | TellEnd) & { dedupeKey: string },
): Promise<void> {
  await tx.$executeRaw`
    ${insertSql('outbox', { organizationId, kind, payload, dedupeKey })} ON CONFLICT DO NOTHING`;
}
