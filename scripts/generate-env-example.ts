/** Writes .env.example from the table of settings. `--check` only says whether it is up to date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SETTINGS } from '../config/settings.ts';
import type { Setting } from '../config/values.ts';

export const ENV_EXAMPLE_FILE = fileURLToPath(new URL('../.env.example', import.meta.url));

const INTRODUCTION = [
  '# Every variable that Steward reads. Made by scripts/generate-env-example.ts from config/settings.ts.',
  '# `npm start` needs none of them. Variables with a default show it; the others show an example.',
];

export function envExample(): string {
  const blocks = Object.entries(SETTINGS).map(([name, setting]) => block(name, setting));
  return `${[...INTRODUCTION, '', ...blocks].join('\n')}\n`;
}

function block(name: string, setting: Setting<unknown>): string {
  const secret = setting.secret === true ? ' (secret)' : '';
  return `# ${setting.doc}${secret}\n# ${name}=${setting.default ?? setting.example}\n`;
}

function main(): void {
  const wanted = envExample();
  const current = existsSync(ENV_EXAMPLE_FILE) ? readFileSync(ENV_EXAMPLE_FILE, 'utf8') : '';
  if (wanted === current) return;
  if (process.argv.includes('--check')) {
    process.stderr.write(
      '.env.example is out of date: run `node --import tsx scripts/generate-env-example.ts`.\n',
    );
    process.exitCode = 1;
    return;
  }
  writeFileSync(ENV_EXAMPLE_FILE, wanted);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
