/** What every kind that answers in Markdown asks of the model's final text. */
import type { OutputCheck } from './define-kind.ts';

export const LONGEST_MARKDOWN = 20_000;

const WHOLE_FENCE = /^```(?:markdown|md)?[ \t]*\n([\s\S]*?)\n?```$/;
const HTML_DOCUMENT = /^<(?:!doctype|html|head|body)\b/i;
/** Control characters and halves of characters: nobody wrote them on purpose and the database refuses them. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]|\p{Surrogate}/u;

export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/** The Markdown of an answer, without a code fence around the whole of it. */
export function readMarkdown(text: string): OutputCheck<string> {
  const trimmed = text.trim();
  const markdown = (WHOLE_FENCE.exec(trimmed)?.[1] ?? trimmed).trim();
  if (markdown === '') return refused('Your answer was empty. Answer with the text itself, in Markdown.');
  if (markdown.length > LONGEST_MARKDOWN) {
    return refused(
      `Your answer has ${String(markdown.length)} characters; at most ${String(LONGEST_MARKDOWN)} are possible. ` +
        'Answer again, much shorter: keep what matters and leave the rest out.',
    );
  }
  if (HTML_DOCUMENT.test(markdown)) {
    return refused('Your answer was an HTML document. Answer again in plain Markdown.');
  }
  if (!isPrintable(markdown)) {
    return refused('Your answer contained unprintable characters. Answer again in plain Markdown.');
  }
  return { ok: true, output: markdown };
}

function refused(problem: string): OutputCheck<never> {
  return { ok: false, problem };
}
