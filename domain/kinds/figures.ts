/**
 * Traces every figure of a text to where it comes from. Pure: texts and results in, figures out.
 *
 * Both sides are read by the same rules into canonical keys (`number:1234.5`, `date:2026-11-21`, `time:09:30`,
 * `id:inv-7`), so that "1.234,50 €" in a report meets 1234.5 in a result. A figure whose key stands in no source
 * is unknown; nothing is calculated, rounded or counted here.
 */
import type { OutputContext } from './define-kind.ts';
import type { FigureToken } from './figure-pass.ts';
import { figureTokens, numberKey, sourceTokens } from './figure-tokens.ts';

/** A figure that stands in a tool result. */
export interface Figure {
  /** As it is written in the text. */
  readonly text: string;
  readonly value: number | string;
  readonly turn: number;
  readonly callIndex: number;
}

export interface Trace {
  /** Figures from tool results, each text once, in reading order. Figures given with the run are not listed. */
  readonly figures: Figure[];
  /** Figures that stand in no source, each once, in reading order. */
  readonly unknown: string[];
}

/** Where a key was found; null when it was given with the run. */
type Origin = { readonly turn: number; readonly callIndex: number } | null;
type Sources = ReadonlyMap<string, Origin>;

export function traceFigures(markdown: string, context: OutputContext): Trace {
  const sources = readSources(context);
  const figures = new Map<string, Figure>();
  const unknown = new Set<string>();
  for (const token of figureTokens(markdown)) {
    const found = trace(token, sources);
    if (found === undefined) unknown.add(token.text);
    for (const { text, key, isWord } of found ?? []) {
      const origin = sources.get(key) ?? null;
      if (origin !== null && !isWord && !figures.has(text)) {
        figures.set(text, { text, value: valueOf(key), turn: origin.turn, callIndex: origin.callIndex });
      }
    }
  }
  return { figures: [...figures.values()], unknown: [...unknown] };
}

interface Traced {
  readonly text: string;
  readonly key: string;
  readonly isWord: boolean;
}

/** The key the token was found by, or those of all its parts; undefined when it stands in no source. */
function trace(token: FigureToken, sources: Sources): Traced[] | undefined {
  const key = token.keys.find((item) => sources.has(item));
  if (key !== undefined) return [{ text: token.text, key, isWord: token.isWord === true }];
  if (token.parts === undefined) return undefined;
  const parts = token.parts.map((part) => trace(part, sources));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function readSources(context: OutputContext): Sources {
  const sources = new Map<string, Origin>();
  const add = (value: unknown, origin: Origin): void => {
    for (const key of keysIn(value)) if (!sources.has(key)) sources.set(key, origin);
  };
  // Results come first: a figure that was also given is better shown where the data says it.
  for (const { turn, callIndex, result } of context.results) add(result, { turn, callIndex });
  add(context.input, null);
  // What was given is text that contains JSON, in which a line break is written as two characters.
  add(context.given.replace(/\\[nrt]/g, ' '), null);
  return sources;
}

/** The keys of every number and text in a value. How many entries a list has is no figure. */
function keysIn(value: unknown): string[] {
  if (typeof value === 'number') return numberKey(value);
  if (typeof value === 'string') return sourceTokens(value).flatMap(keysOf);
  if (Array.isArray(value)) return value.flatMap(keysIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : [];
}

function keysOf(token: FigureToken): string[] {
  return [...token.keys.flatMap(implied), ...(token.parts ?? []).flatMap(keysOf)];
}

/** A source that names a day also names its month and year, and an exact time its minute. */
function implied(key: string): string[] {
  const type = key.slice(0, key.indexOf(':'));
  return [key, ...(IMPLIED[type]?.(key.slice(type.length + 1)) ?? [])];
}

const IMPLIED: Readonly<Record<string, (value: string) => string[]>> = {
  date: (value) => {
    const [year = '', month = '', day = ''] = value.split('-');
    const ordinal = `ordinal:${String(Number(day))}`;
    return [`month:${year}-${month}`, `monthday:${month}-${day}`, `number:${year}`, ordinal];
  },
  month: (value) => [`number:${value.slice(0, 4)}`],
  time: (value) => [`time:${value.slice(0, 5)}`],
  // "last_7_days" names seven days; the digits of "INV-2026-014" name nothing by themselves.
  id: (value) => {
    const pieces = value.split('_').filter((piece) => /^\d{1,15}$/.test(piece));
    return pieces.flatMap((piece) => numberKey(Number(piece)));
  },
};

function valueOf(key: string): number | string {
  const value = key.slice(key.indexOf(':') + 1);
  const isNumber = key.startsWith('number:') || key.startsWith('ordinal:');
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : value;
}
