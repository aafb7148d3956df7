/** The outbox: what must happen after a commit, written in the same transaction as its cause. */
import type { Scope } from './database.ts';
import { json } from './prisma.ts';

export type OutboxOrder =
  | { readonly kind: 'start_run'; readonly payload: { readonly runId: string } }
  | { readonly kind: 'cancel_run'; readonly payload: { readonly runId: string; readonly by: string } }
  | { readonly kind: 'resume_run'; readonly payload: { readonly runId: string; readonly why: string } };

export async function enqueue(scope: Scope, order: OutboxOrder & { dedupeKey: string }): Promise<void> {
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
