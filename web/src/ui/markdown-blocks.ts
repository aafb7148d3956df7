/** Splits Markdown at its tables, which plain CommonMark does not know. */
export type MarkdownBlock =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

const DELIMITER_ROW = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const FENCE = /^\s*(```|~~~)/;

export function markdownBlocks(markdown: string): MarkdownBlock[] {
  const lines = markdown.split('\n');
  const blocks: MarkdownBlock[] = [];
  let text: string[] = [];
  let fenced = false;
  const flush = () => {
    if (text.some((line) => line.trim() !== '')) blocks.push({ type: 'text', text: text.join('\n') });
    text = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (FENCE.test(line)) fenced = !fenced;
    if (fenced || !startsTable(line, lines[i + 1])) {
      text.push(line);
      continue;
    }
    flush();
    const end = tableEnd(lines, i + 2);
    blocks.push({ type: 'table', head: cellsOf(line), rows: lines.slice(i + 2, end).map(cellsOf) });
    i = end - 1;
  }
  flush();
  return blocks;
}

function startsTable(line: string, next: string | undefined): boolean {
  return (
    line.includes('|') &&
    next !== undefined &&
    next.includes('-') &&
    next.includes('|') &&
    DELIMITER_ROW.test(next)
  );
}

function tableEnd(lines: readonly string[], from: number): number {
  let end = from;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1;
  return end;
}

/** The cells of one row; `\|` is a bar inside a cell. */
function cellsOf(line: string): string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/);
  if (cells.length > 1 && cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}
