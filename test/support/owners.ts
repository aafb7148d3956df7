import { newId } from '../../store/new-id.ts';
import type { Engine } from './engine.ts';
import { queryRows } from './rows.ts';

/** An owner of the engine's organization: somebody whom notifications reach. */
export async function addOwner(engine: Engine): Promise<void> {
  const [personId, memberId] = [newId(), newId()];
  const person = [personId, 'owner', `${personId}@people.test`];
  await queryRows(engine, 'INSERT INTO person (id, name, email) VALUES ($1, $2, $3)', person);
  const member = [memberId, engine.organizationId, personId, 'owner'];
  await queryRows(
    engine,
    'INSERT INTO member (id, organization_id, person_id, role) VALUES ($1, $2, $3, $4)',
    member,
  );
}

/** What owners were told of the effects of a run that may have happened, as far as nobody has read it. */
export function toldOfUnknown(engine: Engine, runId: string): Promise<{ title: string; body: string }[]> {
  return queryRows(
    engine,
    'SELECT title, body FROM notification WHERE dedupe_key LIKE $1 AND read_at IS NULL',
    [`effect_unknown:${runId}:%`],
  );
}
