/** What a prompt says of the agents that can be asked. */
import { z } from 'zod';
import { toPublicId } from '../ids.ts';
import { findKind } from '../kinds/registry.ts';
import type { Delegate } from './assemble.ts';

/** `id` is a UUID. */
interface AskableAgent {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
}

export function toDelegates(candidates: readonly AskableAgent[]): Delegate[] {
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
