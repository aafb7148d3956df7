/** The organization that a person founds: one, however often the request for it comes. */
import { toPublicId } from '../../../domain/ids.ts';
import type { PersonActor } from '../../auth/actor.ts';
import type { AppContext } from '../../context.ts';

export interface Founding {
  readonly name: string;
  readonly timeZone: string;
}

/** False when the person has founded another one before. */
export async function foundFirstOrganization(
  ctx: AppContext,
  { personId, label }: PersonActor,
  { name, timeZone }: Founding,
): Promise<boolean> {
  const id = ctx.auth.people.firstOrganizationOf(personId);
  return ctx.database.transact(id, async (store) => {
    if (await store.organization.found({ name, timeZone, ownerId: personId })) {
      await store.audit.record({
        actor: label,
        action: 'organization.created',
        subject: { kind: 'organization', id: toPublicId('organization', id) },
        after: { name, timeZone },
      });
      return true;
    }
    const isRepeat = (await store.organization.get()).name === name;
    return isRepeat && (await store.members.findByPerson(personId)) !== undefined;
  });
}
