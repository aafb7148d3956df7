/** What differs between two states of an agent, member by member. */
import type { AgentSpec } from './agent-spec.ts';

/** What a version keeps of an agent. */
export interface Snapshot {
  readonly name: string;
  readonly spec: AgentSpec;
}

export interface FieldChange {
  /** JSON pointer into an agent as the API shows it, such as `/spec/persona/tone`. Lists are compared whole. */
  readonly pointer: string;
  /** Undefined when it was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** Whether two JSON values are the same, whatever the order of their members. */
export function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

/** Whether saving `after` over `before` leaves anything to remember. */
export function isChanged(before: Snapshot, after: Snapshot): boolean {
  return !isSame(before, after);
}

export function diffSnapshots(before: Snapshot, after: Snapshot): FieldChange[] {
  const { name, spec } = before;
  return diffMembers({ name, spec }, { name: after.name, spec: after.spec }, '');
}

/** What a record of a change needs: the members that differ, and of the spec only those of its own that do. */
export function changedParts<T extends Snapshot>(before: T, after: T): { before: Members; after: Members } {
  const { spec: specBefore, ...othersBefore } = before;
  const { spec: specAfter, ...othersAfter } = after;
  const spec = differing({ ...specBefore }, { ...specAfter });
  const others = differing(othersBefore, othersAfter);
  const isSpecSame = Object.keys({ ...spec.before, ...spec.after }).length === 0;
  return {
    before: { ...others.before, ...(isSpecSame ? {} : { spec: spec.before }) },
    after: { ...others.after, ...(isSpecSame ? {} : { spec: spec.after }) },
  };
}

function differing(before: Members, after: Members): { before: Members; after: Members } {
  const names = Object.keys({ ...before, ...after }).filter((name) => !isSame(before[name], after[name]));
  const only = (one: Members) => Object.fromEntries(names.map((name) => [name, one[name]]));
  return { before: only(before), after: only(after) };
}

function diffMembers(before: Members, after: Members, root: string): FieldChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => diffValue(before[name], after[name], `${root}/${name}`));
}

function diffValue(before: unknown, after: unknown, pointer: string): FieldChange[] {
  if (isMembers(before) && isMembers(after)) return diffMembers(before, after, pointer);
  return isSame(before, after) ? [] : [{ pointer, before, after }];
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON that does not depend on the order of members: one side comes from a database that has its own. */
function stable(value: unknown): string {
  // Wrapped, because of undefined alone JSON makes nothing.
  return JSON.stringify([value], (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
