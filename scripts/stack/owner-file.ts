/** Which process started what lives in a data directory: so that a second start doesn't take it from a live one. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isSameProcess, type ProcessIdentity } from './process-identity.ts';

export class InUseError extends Error {
  override readonly name = 'InUseError';
}

/** Throws {@link InUseError} while the process that claimed the directory before is still running. */
export function claim(directory: string, fileName: string, what: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, fileName);
  const owner = readOwner(file);
  if (owner !== undefined && owner.pid !== process.pid && isSameProcess(owner)) {
    throw new InUseError(
      `${what} in ${directory} is already run by process ${String(owner.pid)}. ` +
        'Stop that process first, or set STEWARD_DATA_DIR to another directory.',
    );
  }
  writeFileSync(file, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  return () => {
    if (readOwner(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
