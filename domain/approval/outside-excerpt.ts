/** A piece of somebody else's words for whoever decides: enough to know whose they are and what they want. Pure. */
import { withoutHidden } from '../prompt/hidden-characters.ts';
import { cut } from '../prompt/outside-text.ts';

const MOST_CHARACTERS = 600;
const MOST_TEXTS = 200;
/** Values of tools are no deeper; what is, is in the timeline. */
const DEEPEST = 12;
/** What the organization itself wrote. */
const OWN = /^(outbound|out|sent)$/;

/** The sentences in a value, in its order and each once; the value as JSON when there are none. Cleaned and cut off. */
export function outsideExcerpt(value: unknown): string {
  const texts: string[] = [];
  collect(value, texts, 0);
  const sentences = [...new Set(texts.map((text) => cleaned(text).trim()))].filter((text) => /\s/.test(text));
  const whole = sentences.length > 0 ? sentences.join('\n') : cleaned(asText(value));
  return whole.length <= MOST_CHARACTERS ? whole : `${cut(whole, MOST_CHARACTERS)}…`;
}

function collect(value: unknown, into: string[], depth: number): void {
  if (into.length >= MOST_TEXTS || depth > DEEPEST) return;
  if (typeof value === 'string') into.push(value);
  if (typeof value !== 'object' || value === null) return;
  const { direction } = value as { readonly direction?: unknown };
  if (typeof direction === 'string' && OWN.test(direction)) return;
  for (const item of Object.values(value)) collect(item, into, depth + 1);
}

/** Cut first, and generously: what is hidden in a text of megabytes need not be looked for. */
function cleaned(text: string): string {
  return withoutHidden(cut(text, MOST_CHARACTERS * 10)).normalize('NFC');
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}

/** What another agent put out, as the prompt quotes it. */
export function quotedAgent(part: string, agentName: string): string {
  const lines = part.split('\n');
  const start = lines.indexOf(`From "${agentName}":`) + 1;
  if (start === 0) return '';
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !line.startsWith('> '));
  return outsideExcerpt(
    rest
      .slice(0, end === -1 ? undefined : end)
      .map((line) => line.slice(2))
      .join('\n'),
  );
}
