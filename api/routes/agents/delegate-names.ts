/** Agents that an agent may ask, as they stand in files: by name, which means something elsewhere, too. */
import type { FieldError } from '../../../domain/errors.ts';
import { fromPublicId } from '../../../domain/ids.ts';
import type { Store } from '../../../store/database.ts';
import { invalidRequest } from '../../validation/parse.ts';

/** The name where it leads back to the same agent, else the id: what is exported here is the same when it comes back. */
export async function toNames(store: Store, ids: readonly string[]): Promise<string[]> {
  const own = await store.agentReferences.named([], ids);
  const names = own.flatMap(({ name }) => name ?? []);
  const all = await store.agentReferences.named(names);
  return ids.map((id) => {
    const name = own.find((agent) => agent.id === id)?.name;
    const namesakes = all.filter((agent) => agent.name === name);
    return name === undefined || namesakes.length > 1 || isId(name) ? id : name;
  });
}

/** Throws `invalid_request` for each name that leads to no agent of the organization, or to several. */
export async function fromNames(
  store: Store,
  entries: readonly string[],
  pointer: string,
): Promise<string[]> {
  const names = entries.filter((entry) => !isId(entry));
  const known = await store.agentReferences.named(names, entries.filter(isId));
  const errors: FieldError[] = [];
  const found = entries.map((entry, i) => {
    const fitting = known.filter(({ id, name }) => (isId(entry) ? id : name) === entry);
    const [agent] = fitting;
    if (agent !== undefined && fitting.length === 1) return agent.id;
    errors.push({ pointer: `${pointer}/${String(i)}`, message: complaint(entry, fitting) });
    return '';
  });
  if (errors.length > 0) throw invalidRequest('body', errors);
  return found;
}

function complaint(entry: string, fitting: readonly { readonly id: string }[]): string {
  if (fitting.length > 1) {
    const ids = fitting.map(({ id }) => id).join(', ');
    return `is the name of several agents here; write the id of the one that is meant: ${ids}`;
  }
  const what = isId(entry) ? 'with this id' : 'of this name';
  return `is no agent here ("${entry}"): there is none ${what} in this organization. Import or create it first, or take it out of the file`;
}

function isId(entry: string): boolean {
  return fromPublicId('agent', entry) !== undefined;
}
