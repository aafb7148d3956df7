/** What a prompt says of the agents that can be asked. */
import { z } from 'zod';
import { toPublicId } from '../../domain/ids.ts';
import { findKind } from '../../domain/kinds/registry.ts';
import type { Delegate } from '../../domain/prompt/assemble.ts';
import type { Candidate } from '../../store/delegations.store.ts';

export function toDelegates(candidates: readonly Candidate[]): Delegate[] {
  return candidates.map(({ id, name, kind: kindName }) => {
    const kind = findKind(kindName);
    return {
      id: toPublicId('agent', id),
      name,
      kindTitle: kind?.title ?? kindName,
      input: kind === undefined ? 'none' : inputOf(kind.input),
    };
  });
}

function inputOf(schema: z.ZodObject): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const names = Object.keys(properties).map((name) => (required.includes(name) ? `${name} (needed)` : name));
  return names.length === 0 ? 'none' : names.join(', ');
}
