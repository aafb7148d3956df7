/** What the demo data is made into: objects and the links between them. */
import { newId } from '../../../store/new-id.ts';
import type { NewObject } from '../../../store/objects.store.ts';

export type SeedObject = NewObject & { readonly id: string };

export interface SeedLink {
  readonly fromId: string;
  readonly relation: string;
  readonly toId: string;
}

export class Records {
  readonly objects: SeedObject[] = [];
  readonly links: SeedLink[] = [];
  readonly #now: number;

  constructor(now: Date) {
    this.#now = now.getTime();
  }

  /** Each relation is named with the id it leads to. */
  add(object: Omit<NewObject, 'id'>, relations: Readonly<Record<string, string>> = {}): string {
    const id = newId(Math.min(object.occurredAt.getTime(), this.#now));
    this.objects.push({ ...object, id });
    for (const [relation, toId] of Object.entries(relations)) this.links.push({ fromId: id, relation, toId });
    return id;
  }
}
