/** Writes to the organization's objects on behalf of one tool call; each is a transaction of its own. */
import type { ObjectWriter } from '../../domain/tools/objects.ts';
import type { Database, Store } from '../../store/database.ts';
import type { WriteOrigin } from '../../store/object-writes.store.ts';

export function createObjectWriter(
  database: Database,
  organizationId: string,
  origin: WriteOrigin,
): ObjectWriter {
  const write = <T>(work: (objects: Store['objectWrites']) => Promise<T>): Promise<T> =>
    database.transact(organizationId, ({ objectWrites }) => work(objectWrites));
  return {
    source: () => write((objects) => objects.source(origin)),
    create: (record) => write((objects) => objects.create(origin, record)),
    update: (id, plan) => write((objects) => objects.update(origin, id, plan)),
    remove: (id, types) => write((objects) => objects.remove(id, types)),
  };
}
