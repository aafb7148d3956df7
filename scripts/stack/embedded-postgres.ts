/** A real PostgreSQL server on loopback, from the programs in npm. Its data survives; it never outlives us. */
import { createHash, randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { cacheDirectory } from '../../config/directories.ts';
import { startChild, type Child } from './child.ts';
import { reapOrphan } from './orphans.ts';
import { claim } from './owner-file.ts';
import { freePort, isPortFree } from './ports.ts';
import { placeForCopy, preparePostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { canReach, postgresUser, type SystemUser } from './postgres-user.ts';

export interface EmbeddedPostgresOptions {
  /** Reused when it holds a cluster already. */
  readonly dataDir: string;
  /** Default: the port of the last start when it is free, else any. */
  readonly port?: number;
  /** False: faster; survives a kill of the server, but not a crash of the machine (for tests). Default true. */
  readonly durable?: boolean;
  readonly cacheDir?: string;
  readonly log: (line: string) => void;
}

export interface EmbeddedPostgres {
  readonly superuserUrl: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Child['exited'];
  /** Ends connections, writes everything out, resolves when the server is gone. */
  readonly stop: () => Promise<void>;
  /** SIGKILL, for tests of what survives it. */
  readonly kill: () => Promise<void>;
  /** The directory itself and what had to be put elsewhere. Only after `stop`. */
  readonly destroy: () => void;
}

interface Place {
  readonly dataDir: string;
  /** PGDATA; not below dataDir when PostgreSQL's user can't reach that. */
  readonly cluster: string;
  readonly user: SystemUser | undefined;
  readonly binaries: PostgresBinaries;
}

const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 10_000;

/** Starts (and at first creates) the server and waits until it answers. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const release = claim(dataDir, 'postgres.owner', 'The embedded PostgreSQL');
  try {
    const cacheDir = options.cacheDir ?? cacheDirectory(process.env);
    const user = postgresUser(log);
    const place: Place = {
      dataDir,
      cluster: clusterDirectory(dataDir, user),
      user,
      binaries: preparePostgres(user, cacheDir, log),
    };
    await reapOrphan({
      pidFile: join(place.cluster, 'postmaster.pid'),
      mark: place.cluster,
      what: 'the embedded PostgreSQL',
      signals: ['SIGINT', 'SIGQUIT', 'SIGKILL'],
      log,
    });
    const password = await createCluster(place, log);
    const port = options.port ?? (await choosePort(dataDir));
    const child = await startServer(place, port, options);
    const superuserUrl = `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`;
    await untilReady(child, superuserUrl);
    writeFileSync(join(dataDir, 'postgres.port'), String(port));
    void child.exited.then(release);
    const destroy = (): void => {
      rmSync(place.cluster, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    };
    return {
      superuserUrl,
      port,
      pid: child.pid,
      exited: child.exited,
      stop: child.stop,
      kill: child.kill,
      destroy,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** `dataDir/cluster`, or a link there to a directory that PostgreSQL's user can reach. */
function clusterDirectory(dataDir: string, user: SystemUser | undefined): string {
  const wanted = join(dataDir, 'cluster');
  if (lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink() === true) return readlinkSync(wanted);
  if (canReach(user, dataDir)) return wanted;
  const name = `cluster-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  const elsewhere = join(placeForCopy(user, dataDir), name);
  symlinkSync(elsewhere, wanted);
  return elsewhere;
}

async function createCluster(place: Place, log: (line: string) => void): Promise<string> {
  const passwordFile = join(place.dataDir, 'postgres.password');
  if (existsSync(join(place.cluster, 'PG_VERSION')) && existsSync(passwordFile)) {
    return readFileSync(passwordFile, 'utf8').trim();
  }
  log('creating the database cluster');
  // What an interrupted creation left: initdb writes PG_VERSION early, the password is written last.
  rmSync(place.cluster, { recursive: true, force: true });
  mkdirSync(place.cluster, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const handedOver = join(place.cluster, '..', `.${randomBytes(8).toString('hex')}`);
  writeFileSync(handedOver, `${password}\n`, { mode: 0o600 });
  try {
    for (const path of [place.cluster, handedOver]) {
      if (place.user !== undefined) chownSync(path, place.user.uid, place.user.gid);
    }
    await runInitdb(place, handedOver);
  } finally {
    rmSync(handedOver, { force: true });
  }
  writeFileSync(passwordFile, password, { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  return password;
}

async function runInitdb({ binaries, cluster, user }: Place, passwordFile: string): Promise<void> {
  const args = [
    `--pgdata=${cluster}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
  ];
  // PostgreSQL's own C.UTF-8: sorts the same on every machine, whatever locales it has.
  args.push('--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
  await promisify(execFile)(binaries.initdb, args, {
    cwd: cluster,
    env: serverEnvironment(),
    ...(user ?? {}),
  });
}

function serverEnvironment(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

async function choosePort(dataDir: string): Promise<number> {
  const file = join(dataDir, 'postgres.port');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  if (Number.isInteger(last) && last > 0 && (await isPortFree(last))) return last;
  return freePort();
}

function startServer(place: Place, port: number, options: EmbeddedPostgresOptions): Promise<Child> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '128MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable === false
      ? { fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '10min' }
      : {}),
  };
  return startChild({
    command: place.binaries.postgres,
    args: [
      '-D',
      place.cluster,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    cwd: place.cluster,
    env: serverEnvironment(),
    user: place.user,
    log: options.log,
    // "Fast" shutdown: end the sessions, then write out. SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    graceMs: STOP_GRACE_MS,
  });
}

async function untilReady(child: Child, url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (!child.running())
      throw new Error('The embedded PostgreSQL ended while starting; its own lines above say why.');
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        await child.kill();
        throw new Error(
          `The embedded PostgreSQL does not answer after ${String(START_TIMEOUT_MS / 1000)} s.`,
          { cause: error },
        );
      }
      await sleep(50);
    }
  }
}
