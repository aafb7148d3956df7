/**
 * A child process that can't outlive us. It leads its own process group, so that a Ctrl-C in the terminal reaches
 * it only through our ordered stop; a sentinel (a shell that reads from a pipe which only we hold open) stops it
 * when we are killed without a chance to do so ourselves.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Run as this user (only root can). */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly log: (line: string) => void;
  /** How this program is asked to stop. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take after that before it is killed, in ms. */
  readonly graceMs?: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  readonly pid: number;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  readonly running: () => boolean;
  /** Asks it to stop, kills it after the grace time, resolves when it is gone. */
  readonly stop: () => Promise<void>;
  /** SIGKILL, without a warning. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

const DEFAULT_GRACE_MS = 8_000;

/** Throws when the program can't be started at all (not found, not executable). */
export async function startChild(options: ChildOptions): Promise<Child> {
  const process_ = spawn(options.command, options.args, {
    env: options.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.user ?? {}),
  });
  const exited = new Promise<Exit>((resolve) => {
    process_.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    process_.once('spawn', resolve);
    process_.once('error', reject);
  });
  pipeLines(process_, options.log);
  return manage(process_, exited, options);
}

function manage(process_: ChildProcess, exited: Promise<Exit>, options: ChildOptions): Child {
  const { pid } = process_;
  if (pid === undefined) throw new Error(`${options.command} has no process id`);
  const stopSignal = options.stopSignal ?? 'SIGTERM';
  const graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
  const sentinel = startSentinel(pid, stopSignal, graceMs);
  const running = (): boolean => process_.exitCode === null && process_.signalCode === null;
  void exited.then(() => sentinel?.kill('SIGKILL'));
  const kill = async (): Promise<void> => {
    if (running()) killGroup(pid);
    await exited;
  };
  const stop = async (): Promise<void> => {
    if (running()) process_.kill(stopSignal);
    const timer = setTimeout(() => {
      options.log(`did not stop within ${String(graceMs)} ms; killed`);
      killGroup(pid);
    }, graceMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid, exited, running, stop, kill };
}

/** The group, because a killed leader can't stop its own children any more. */
function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

function startSentinel(pid: number, signal: NodeJS.Signals, graceMs: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const seconds = Math.ceil(graceMs / 1000);
  const id = String(pid);
  const script = `read _; kill -${signal.slice(3)} ${id} || exit; i=0; while kill -0 ${id} && [ $i -lt ${String(seconds)} ]; do sleep 1; i=$((i+1)); done; kill -KILL -- -${id}`;
  const sentinel = spawn('sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'] },
  });
  // Without a sentinel the child still stops in order; only a SIGKILL of ours would leave it to the next start.
  sentinel.on('error', () => undefined);
  sentinel.stdin.on('error', () => undefined);
  sentinel.unref();
  return sentinel;
}

function pipeLines(process_: ChildProcess, log: (line: string) => void): void {
  for (const stream of [process_.stdout, process_.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', log);
  }
}
