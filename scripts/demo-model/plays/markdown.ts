import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Outcome, Scene } from './scene.ts';

/** Text from data, safe inside a line or a table cell of Markdown. */
export function inline(text: string, longest = 140): string {
  const flat = text
    .replace(/\s+/g, ' ')
    .replace(/[|<>`*_[\]]/g, (char) => `\\${char}`)
    .trim();
  if (flat.length <= longest) return flat;
  // Cut between words: half a number would be a wrong number.
  return `${flat.slice(0, longest).replace(/\s\S*$/, '')} …`;
}

export function field(source: JsonObject, key: string): string {
  return inline(textAt(source, key));
}

/** The calendar day of an ISO time, exactly as it is written there. */
export function day(source: JsonObject, key: string): string {
  return textAt(source, key).slice(0, 10);
}

export function table(heads: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell || '–').join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

export function bullets(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

export function section(title: string, parts: string[]): string {
  return [`## ${title}`, ...parts.filter((part) => part !== '')].join('\n\n');
}

/** Says which data could not be read, so that a gap is never mistaken for a zero. */
export function missingData(scene: Scene): string {
  const failed = scene.results.filter((outcome) => outcome.error && outcome.name !== 'send_message');
  if (failed.length === 0) return '';
  return `_Not available this time: ${failed.map(missingLine).join('; ')}._`;
}

function missingLine(outcome: Outcome): string {
  const name = outcome.name.replace(/^get_/, '').replaceAll('_', ' ');
  const reason = inline(outcome.error?.message ?? '').replace(/\.$/, '');
  return reason === '' ? name : `${name} (${reason})`;
}
