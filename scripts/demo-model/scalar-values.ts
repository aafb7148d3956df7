import type { JsonObject } from './json.ts';
import { textForPattern } from './pattern-values.ts';
import type { Random } from './random.ts';

const WIDEST_RANGE = 1_000;

export function numberFor(schema: JsonObject, whole: boolean, random: Random): number {
  const step = whole ? (integerStep(schema) ?? 1) : (limit(schema.multipleOf) ?? 0);
  const [low, high] = bounds(schema, step);
  if (step === 0) return fraction(low, high, random);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.max(first, Math.floor(high / step + 1e-9));
  return Number((random.integer(first, last) * step).toFixed(10));
}

function integerStep(schema: JsonObject): number | undefined {
  const step = limit(schema.multipleOf);
  return step !== undefined && Number.isInteger(step) ? step : undefined;
}

function fraction(low: number, high: number, random: Random): number {
  const value = low + random.next() * (high - low);
  const rounded = Math.round(value * 100) / 100;
  return rounded >= low && rounded <= high ? rounded : value;
}

/** The allowed range, narrowed to numbers a person would write when it is wide or open. */
function bounds(schema: JsonObject, step: number): [number, number] {
  const nudge = step === 0 ? 1e-6 : step;
  const width = Math.max(WIDEST_RANGE, step);
  const low = lowest(schema, nudge, step);
  const high = highest(schema, nudge, step);
  if (low === undefined) return high === undefined ? [0, width] : [Math.min(0, high - width), high];
  if (high === undefined) return [low, low + width];
  if (high - low <= width) return [low, high];
  const from = low <= 0 && high >= 0 ? 0 : low;
  return [from, Math.min(high, from + width)];
}

function lowest(schema: JsonObject, nudge: number, step: number): number | undefined {
  const open = limit(schema.exclusiveMinimum);
  const beyond = open === undefined ? undefined : aboveOpen(open, nudge, step);
  return larger(limit(schema.minimum), beyond);
}

function highest(schema: JsonObject, nudge: number, step: number): number | undefined {
  const open = limit(schema.exclusiveMaximum);
  const beyond = open === undefined ? undefined : -aboveOpen(-open, nudge, step);
  const found = larger(negated(limit(schema.maximum)), negated(beyond));
  return negated(found);
}

/** The first value above an excluded bound: the next multiple of the step, or a hair more. */
function aboveOpen(bound: number, nudge: number, step: number): number {
  return step === 0 ? bound + nudge : (Math.floor(bound / step + 1e-9) + 1) * step;
}

function larger(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.max(left, right);
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

function limit(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function textFor(schema: JsonObject, minimal: boolean, random: Random): string {
  const format = typeof schema.format === 'string' ? FORMATS[schema.format]?.(random) : undefined;
  return patternText(schema.pattern, format, random) ?? format ?? freeText(schema, minimal, random);
}

function patternText(pattern: unknown, format: string | undefined, random: Random): string | undefined {
  if (typeof pattern !== 'string') return undefined;
  const fits = format !== undefined && new RegExp(pattern, 'u').test(format);
  return fits ? format : textForPattern(pattern, random);
}

function freeText(schema: JsonObject, minimal: boolean, random: Random): string {
  const least = limit(schema.minLength) ?? 0;
  const most = limit(schema.maxLength) ?? Number.POSITIVE_INFINITY;
  const wanted = Math.max(least, minimal ? 1 : random.integer(4, 60));
  let text = random.words(minimal ? 1 : 2);
  while (text.length < wanted) text += ` ${random.words(2)}`;
  // A minimal text stays one whole word where there is room for it.
  const whole = minimal && text.length <= most;
  return (whole ? text : text.slice(0, Math.min(wanted, most))).replace(/ $/, 'a');
}

const FORMATS: Record<string, (random: Random) => string> = {
  'date-time': (random) => `${day(random)}T${clock(random)}Z`,
  date: day,
  time: (random) => `${clock(random)}Z`,
  duration: (random) => `PT${String(random.integer(1, 59))}M`,
  email: (random) => `${random.words(1)}@example.com`,
  hostname: (random) => `${random.words(1)}.example.com`,
  uri: (random) => `https://example.com/${random.words(1)}`,
  url: (random) => `https://example.com/${random.words(1)}`,
  ipv4: (random) => `192.0.2.${String(random.integer(1, 254))}`,
  uuid: (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
};

function day(random: Random): string {
  return `2025-${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
}

function clock(random: Random): string {
  return `${two(random.integer(0, 23))}:${two(random.integer(0, 59))}:00`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.char('0123456789abcdef')).join('');
}
