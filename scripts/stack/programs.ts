/** Steward's own programs as child processes: demo model, worker, API. */
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child.ts';
import { prefixed, type Log } from './log-lines.ts';
import type { Service } from './supervisor.ts';

export interface ProgramOptions {
  readonly name: string;
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly graceMs: number;
  readonly write: Log;
  /** Resolves when the program can be used. */
  readonly ready?: (child: Child) => Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function program(options: ProgramOptions): Service {
  return { name: options.name, start: () => startProgram(options) };
}

async function startProgram(options: ProgramOptions): Promise<Child> {
  const child = await startChild({
    command: process.execPath,
    args: [
      '--import',
      import.meta.resolve('tsx'),
      fileURLToPath(new URL(`../../${options.file}`, import.meta.url)),
    ],
    cwd: ROOT,
    env: options.env,
    log: prefixed(options.name, options.write),
    graceMs: options.graceMs,
  });
  try {
    await options.ready?.(child);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}
