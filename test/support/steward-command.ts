/** The command `steward` as it is called from a terminal: a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Called {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  /** What it has printed so far. */
  readonly printed: () => string;
  readonly ended: Promise<Called>;
}

const BIN = fileURLToPath(new URL('../../scripts/steward/bin.mjs', import.meta.url));

export function startSteward(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  return { pid: child.pid ?? 0, printed: () => stdout, ended };
}

export function steward(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Called> {
  return startSteward(args, env).ended;
}
