/**
 * `npm run test:all`: every test, in two processes side by side. Most tests wait (for a browser, for Temporal, for a
 * worker that was killed), so two of them share a machine well; each has its own PostgreSQL, Temporal and model server.
 */
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { type Child, startChild } from './stack/child.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ALL = 'test/**/*.test.ts';
/** Tests of runs, and the longest of what may break under them; they take about as long as all others together. */
const ENGINE = 'test/{workflows/**/*,replay/*,injection/*,chaos/{effects,outages,worker-kill}}.test.ts';

const scratch = mkdtempSync(join(tmpdir(), 'steward-tests-'));
const children: Child[] = [];

/** Runs mocha and resolves with its exit code. */
async function run(args: readonly string[], log: (line: string) => void): Promise<number> {
  const mocha = join(ROOT, 'node_modules/mocha/bin/mocha.js');
  const child = await startChild({
    command: process.execPath,
    args: [mocha, ...args],
    env: process.env,
    cwd: ROOT,
    // It takes its servers with it.
    graceMs: 60_000,
    log,
  });
  children.push(child);
  const { code } = await child.exited;
  return code ?? 1;
}

const show = (text: string): void => void process.stdout.write(`${text}\n`);

/** Passes lines on, but keeps what mocha says of failed tests for the end, where a reader of a long log looks. */
function withholdFailures(log: (line: string) => void, failures: string[]): (line: string) => void {
  let failing = false;
  return (line) => {
    failing ||= /^\s*\d+ failing/.test(stripVTControlCharacters(line));
    if (failing) failures.push(line);
    else log(line);
  };
}

async function runBoth(): Promise<number> {
  const kept = join(scratch, 'engine.log');
  const file = createWriteStream(kept);
  const failures: string[] = [];
  // One report after the other: two at once nobody can read.
  const codes = await Promise.all([
    run([ALL, '--ignore', ENGINE], withholdFailures(show, failures)),
    run(
      [ENGINE],
      withholdFailures((line) => file.write(`${line}\n`), failures),
    ),
  ]);
  await new Promise((resolve) => file.end(resolve));
  show(readFileSync(kept, 'utf8'));
  if (failures.length > 0) show(failures.join('\n'));
  return Math.max(...codes);
}

async function stop(): Promise<void> {
  await Promise.all(children.map((child) => child.stop()));
  rmSync(scratch, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143)));
}

try {
  process.exitCode = await runBoth();
} finally {
  await stop();
}
