/** Commands that are scripts of their own: they get our terminal, and we end as they do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As a URL, so that it is found from whatever directory we are called in. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** `file` lies in scripts/; it runs where we were called, so that paths mean what they say. */
export function runScript(file: string, args: readonly string[] = []): Promise<number> {
  const script = fileURLToPath(new URL(`../${file}`, import.meta.url));
  return handOver(process.execPath, ['--import', TSX, script, ...args], process.cwd());
}

/** In the checkout. */
export function runNpm(name: string): Promise<number> {
  return handOver('npm', ['run', '--silent', name], ROOT);
}

async function handOver(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(command, args, { cwd, stdio: 'inherit' });
  // Ctrl-C reaches the child by itself, which ends in its own time; other signals came to us alone.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore).on('SIGTERM', pass).on('SIGHUP', pass);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
