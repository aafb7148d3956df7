/** Tolerant readers for JSON of unknown shape: tool results and request bodies are written by others. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(source: unknown, key: string): JsonObject {
  const value = isObject(source) ? source[key] : undefined;
  return isObject(value) ? value : {};
}

export function listAt(source: unknown, key: string): JsonObject[] {
  const value = isObject(source) ? source[key] : undefined;
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A scalar as it is written in the source, or an empty string. */
export function textAt(source: unknown, key: string): string {
  const value = isObject(source) ? source[key] : undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function numberAt(source: unknown, key: string): number {
  const value = isObject(source) ? source[key] : undefined;
  return typeof value === 'number' ? value : 0;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads JSON that may be wrapped in a fence or a note, as clients do with results from outside. */
export function findJson(text: string): unknown {
  const whole = parseJson(text);
  if (whole !== undefined) return whole;
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  return from >= 0 && to > from ? parseJson(text.slice(from, to + 1)) : undefined;
}
