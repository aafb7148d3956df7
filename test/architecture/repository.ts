/** Reading the repository itself: what the tests of its form are about. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Made by machines, or by somebody else. */
const NOT_OURS = ['node_modules', '.git', 'dist', 'generated', 'histories', 'bundle', 'screenshots'];

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The caller says of what form it is: our own files, whose form is checked elsewhere. */
export function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}

/** Paths from the root of all files below `folder` that end as given. */
export function listFiles(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : listFiles(path, ending);
      return path.endsWith(ending) ? [relative('.', path)] : [];
    })
    .sort();
}

/** The cells of each row of the Markdown tables in a text, without the heads. */
export function tableRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line, index, lines) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? ''))
    .map((line) =>
      line
        .replace(/^\|\s*|\s*\|\s*$/g, '')
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

function isRule(line: string): boolean {
  return /^\|[\s:|-]+\|?$/.test(line);
}
