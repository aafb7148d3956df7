/** A cap as somebody types it, and as the API takes it. Pure. */
import { CAP_MAX } from '../../../domain/budget/caps.ts';
import { count } from '../ui/format.ts';

export type CapUnit = 'dollars' | 'tokens';

/** What stands in a field: a number, or whatever is no number (yet). */
export type Typed = string | number;

export type ReadCap = { readonly cap: number | null } | { readonly problem: string };

const MICRO = 1_000_000;

/** Null is no cap: the field is empty. */
export function readCap(typed: Typed, unit: CapUnit): ReadCap {
  if (typed === '') return { cap: null };
  const value = Number(typed);
  if (!Number.isFinite(value)) return { problem: 'must be a number, or empty for no cap' };
  if (value < 0) return { problem: 'must be 0 or more, or empty for no cap' };
  if (unit === 'tokens' && !Number.isInteger(value)) return { problem: 'must be a whole number' };
  const cap = unit === 'dollars' ? Math.round(value * MICRO) : value;
  if (cap === 0 && value > 0) return { problem: 'must be at least a millionth of a dollar, or 0' };
  if (cap > CAP_MAX) return { problem: `must be at most ${count(fromCap(CAP_MAX, unit))}` };
  return { cap };
}

export function typedCap(cap: number | null | undefined, unit: CapUnit): Typed {
  return cap === null || cap === undefined ? '' : fromCap(cap, unit);
}

function fromCap(cap: number, unit: CapUnit): number {
  return unit === 'dollars' ? cap / MICRO : cap;
}
