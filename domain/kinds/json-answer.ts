/** What every kind that answers in JSON asks of the model's final text. */
import type { z } from 'zod';
import type { OutputCheck, OutputContext } from './define-kind.ts';
import { isPrintable } from './markdown-answer.ts';

/** Strict: text around the JSON, a code fence included, is an answer that was not understood. */
export function readJsonAnswer<T>(schema: z.ZodType<T>, text: string): OutputCheck<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused('it is not valid JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refused(`/${(issue?.path ?? []).map(String).join('/')} ${issue?.message ?? 'does not fit'}`);
  }
  if (!everyText(parsed.data, isPrintable)) return refused('it contains unprintable characters');
  return { ok: true, output: parsed.data };
}

/**
 * What a tool really did in this run, read from its results: an answer may describe it in words, but what was
 * written is never taken from the model's word.
 */
export function resultsOf<T>(schema: z.ZodType<T>, { results }: OutputContext, toolName: string): T[] {
  return results
    .filter((record) => record.toolName === toolName)
    .map((record) => schema.safeParse(record.result))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []));
}

function everyText(value: unknown, holds: (text: string) => boolean): boolean {
  if (typeof value === 'string') return holds(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((item) => everyText(item, holds));
}

function refused(why: string): OutputCheck<never> {
  return {
    ok: false,
    problem: `Your answer could not be used: ${why}. Answer again with the JSON alone, in the shape that was asked for.`,
  };
}
