/** The outbox: what must happen after a commit, written in the same transaction as its cause. */
import type { Scope } from './database.ts';
import { json } from './prisma.ts';

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

export async function enqueue(
  scope: Scope,
  order: (OutboxOrder | TellEnd) & { dedupeKey: string },
): Promise<void> {
  await scope.tx.outbox.createMany({
    data: [
      {
        organizationId: scope.organizationId,
        kind: order.kind,
        payload: json(order.payload),
        dedupeKey: order.dedupeKey,
      },
    ],
    skipDuplicates: true,
  });
}
