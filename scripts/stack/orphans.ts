/** Stops servers that a killed start left behind. Only processes whose command line names our own files. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, isAlive } from './process-identity.ts';

export interface Orphan {
  /** A file whose first line is the process id. */
  readonly pidFile: string;
  /** What its command line must contain: nothing else may be stopped. */
  readonly mark: string;
  readonly what: string;
  /** Sent one after the other until the process is gone. */
  readonly signals: readonly NodeJS.Signals[];
  readonly log: (line: string) => void;
}

const WAIT_MS = 5_000;
const STEP_MS = 50;

export async function reapOrphan(orphan: Orphan): Promise<void> {
  const pid = readPid(orphan.pidFile);
  if (pid === undefined || !commandLine(pid).includes(orphan.mark)) return;
  orphan.log(`stopping ${orphan.what} (process ${String(pid)}) that an earlier start left running`);
  for (const signal of orphan.signals) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await gone(pid)) return;
  }
  throw new Error(
    `${orphan.what} (process ${String(pid)}) of an earlier start does not stop; stop it by hand.`,
  );
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < WAIT_MS; waited += STEP_MS) {
    if (!isAlive(pid)) return true;
    await sleep(STEP_MS);
  }
  return !isAlive(pid);
}
