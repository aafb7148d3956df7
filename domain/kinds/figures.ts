/** First cut; traced by canonical forms. */
import type { OutputContext } from './define-kind.ts';

export interface Figure {
  readonly text: string;
  readonly value: number | string;
  readonly turn: number | null;
  readonly callIndex: number | null;
}

export function traceFigures(markdown: string, context: OutputContext): { figures: Figure[]; unknown: string[] } {
  const figures: Figure[] = [];
  const unknown: string[] = [];
  for (const text of new Set(markdown.replace(/^\s*\d+[.)]\s/gm, '').match(/\d+(?:[.,]\d+)*/g) ?? [])) {
    const source = context.results.find((item) => JSON.stringify(item.result).includes(text));
    const given = `${JSON.stringify(context.input)} ${context.given}`.includes(text);
    if (source === undefined && !given) unknown.push(text);
    else figures.push({ text, value: Number(text) || text, turn: source?.turn ?? null, callIndex: source?.callIndex ?? null });
  }
  return { figures, unknown };
}
