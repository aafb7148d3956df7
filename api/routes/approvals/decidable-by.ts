import type { Store } from '../../../store/database.ts';
import type { InboxOwner } from '../../../store/approval-queries.ts';
import type { Actor } from '../../auth/actor.ts';

/** Whose inbox it is: what its owner may decide is theirs. */
export async function decidableBy(store: Store, actor: Actor): Promise<InboxOwner> {
  const { role, personId, permissions, madeByAgent } = actor;
  const mayDecide = permissions.includes('approvals:decide') && madeByAgent === undefined;
  const member = personId === undefined ? undefined : await store.members.findByPerson(personId);
  return { role, personId, memberId: member?.id, mayDecide };
}
