/**
 * Effects that may have happened and of which nobody can be asked, because their run has ended: owners and admins are
 * told instead, so that none is silent.
 */
import { toPublicId } from '../domain/ids.ts';
import type { Scope } from './database.ts';
import { NotificationStore } from './notifications.store.ts';

/** A call of a run, by the attempt at it. */
export interface UnknownEffect {
  readonly runId: string;
  readonly turn: number;
  readonly callIndex: number;
  readonly attempt: number;
  readonly toolName: string | null;
}

/** Once for each attempt, however often it is said. Whoever starts the run again should have looked first. */
export async function tellOfUnknown(scope: Scope, effect: UnknownEffect): Promise<void> {
  const { tx, organizationId } = scope;
  const { runId, turn, callIndex, attempt, toolName } = effect;
  const [agent] = await tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT a.id, a.name FROM run r JOIN agent a ON a.organization_id = r.organization_id AND a.id = r.agent_id
    WHERE r.organization_id = ${organizationId}::uuid AND r.id = ${runId}::uuid`;
  if (agent === undefined) throw new Error(`there is no run ${runId}`);
  await new NotificationStore(scope).notify({
    audience: { roles: ['owner', 'admin'] },
    kind: 'effect.unknown',
    title: `${toolName ?? 'an action'} of ${agent.name} may have been carried out`,
    body: 'The run ended before anybody knew whether this action happened. See whether it did before you start the run again: a new run begins from the beginning.',
    link: `/agents/${toPublicId('agent', agent.id)}/runs/${toPublicId('run', runId)}`,
    dedupeKey: `effect_unknown:${runId}:${turn}:${callIndex}:${attempt}`,
  });
}

/** Of approvals that were cancelled with their run: nobody is asked any more, but what was unknown still is. */
export async function settleCancelled(scope: Scope, approvalIds: readonly string[]): Promise<void> {
  if (approvalIds.length === 0) return;
  const { tx, organizationId } = scope;
  await new NotificationStore(scope).settle(approvalIds);
  const unknown = await tx.approval.findMany({
    where: { organizationId, id: { in: [...approvalIds] }, subject: 'effect_unknown' },
  });
  for (const approval of unknown) await tellOfUnknown(scope, approval);
}
