/** Steward's own programs as child processes: demo model, worker, API. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../config/checkout.ts';
import { startChild, type Child } from './child.ts';
import { prefixed, type Log } from './log-lines.ts';
import { programArguments } from './program-arguments.ts';
import type { Service } from './supervisor.ts';

export interface ProgramOptions {
  readonly name: string;
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly graceMs: number;
  readonly write: Log;
  /** The program can be used when it has printed this … */
  readonly readyLine?: string;
  /** … or when this resolves. */
  readonly ready?: (child: Child) => Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;

export function program(options: ProgramOptions): Service {
  return { name: options.name, start: () => startProgram(options) };
}

async function startProgram(options: ProgramOptions): Promise<Child> {
  const log = prefixed(options.name, options.write);
  let printed = (): void => undefined;
  const readyLine = new Promise<void>((resolve) => {
    printed = resolve;
  });
  const child = await startChild({
    command: process.execPath,
    args: programArguments(options.file),
    cwd: ROOT,
    env: options.env,
    log: (line) => {
      log(line);
      if (options.readyLine !== undefined && line.includes(options.readyLine)) printed();
    },
    graceMs: options.graceMs,
  });
  try {
    await options.ready?.(child);
    if (options.readyLine !== undefined) await untilPrinted(options.name, readyLine, child);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function untilPrinted(name: string, line: Promise<void>, child: Child): Promise<void> {
  const ended = child.exited.then(() => {
    throw new Error(`${name} ended while starting; its own lines above say why.`);
  });
  const tooLong = sleep(READY_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`${name} is not ready after ${String(READY_TIMEOUT_MS / 1000)} s`);
  });
  // Whoever loses the race rejects later, unheard.
  for (const loser of [ended, tooLong]) loser.catch(() => undefined);
  await Promise.race([line, ended, tooLong]);
}
