/** PostgreSQL refuses to run as root: whom it runs as then, and which directories that user can reach. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'postgres';

/** Undefined: we are not root and PostgreSQL runs as ourselves. */
export function postgresUser(log: (line: string) => void): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create(log);
}

function lookUp(): SystemUser | undefined {
  try {
    const id = (flag: string): number =>
      Number(
        execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
      );
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** The usual tool on most systems, then BusyBox's. */
const WAYS = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER],
  ['adduser', '-S', '-D', '-H', USER],
] as const;

function create(log: (line: string) => void): SystemUser {
  log(`running as root: creating the system user "${USER}", because PostgreSQL refuses to run as root`);
  for (const [command, ...args] of WAYS) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
    } catch {
      continue;
    }
    const user = lookUp();
    if (user !== undefined) return user;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and the system user "${USER}" can't be created. ` +
      'Start Steward as an ordinary user, create that user, or set DATABASE_URL to a server of your own.',
  );
}

const EXECUTE = { owner: 0o100, group: 0o010, others: 0o001 };

/** Can this user pass through every directory above (and including) `path`, as far as they exist? */
export function canReach(user: SystemUser | undefined, path: string): boolean {
  if (user === undefined) return true;
  for (let current = resolve(path); ; current = dirname(current)) {
    if (!canPass(user, current)) return false;
    if (current === dirname(current)) return true;
  }
}

function canPass(user: SystemUser, directory: string): boolean {
  const stat = statSync(directory, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return true;
  if (stat.uid === user.uid) return (stat.mode & EXECUTE.owner) !== 0;
  if (stat.gid === user.gid) return (stat.mode & EXECUTE.group) !== 0;
  return (stat.mode & EXECUTE.others) !== 0;
}
