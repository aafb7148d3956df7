/** Where data and caches belong on this machine (XDG on Linux, the usual places elsewhere). */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Environment } from './load-values.ts';

function windowsLocal(env: Environment): string {
  return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
}

/** Embedded data: `STEWARD_DATA_DIR`, else the user's data directory. Absolute. */
export function dataDirectory(env: Environment, given: string | undefined): string {
  if (given !== undefined) return resolve(given);
  if (process.platform === 'win32') return join(windowsLocal(env), 'steward');
  const base = env['XDG_DATA_HOME'];
  return base !== undefined && base !== ''
    ? join(resolve(base), 'steward')
    : join(homedir(), '.local', 'share', 'steward');
}

/** Things that can be made again: the Temporal binary, copies of PostgreSQL's binaries. */
export function cacheDirectory(env: Environment): string {
  if (process.platform === 'win32') return join(windowsLocal(env), 'steward', 'cache');
  const base = env['XDG_CACHE_HOME'];
  return base !== undefined && base !== ''
    ? join(resolve(base), 'steward')
    : join(homedir(), '.cache', 'steward');
}
