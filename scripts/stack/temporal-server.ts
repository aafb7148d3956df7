/** A real Temporal server for development and tests: the CLI's, on loopback, with its UI and a database file. */
import { mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { cacheDirectory } from '../../config/directories.ts';
import { startChild, type Child } from './child.ts';
import { reapOrphan } from './orphans.ts';
import { freePort } from './ports.ts';
import { missingSearchAttributes, SEARCH_ATTRIBUTE_ARGUMENTS } from './search-attributes.ts';
import { resolveTemporal } from './temporal-binary.ts';

/** Eager activities halve their latency; fairness keeps one organization's queue from delaying the others. */
const DYNAMIC_CONFIG = [
  'system.enableActivityEagerExecution=true',
  'matching.enableFairness=true',
  'matching.useNewMatcher=true',
];

export interface TemporalServerOptions {
  /** SQLite file; a restart on the same file goes on where it was. */
  readonly dbFile: string;
  readonly port?: number;
  /** Default: any free port. */
  readonly uiPort?: number;
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'never';
  readonly cacheDir?: string;
  readonly extraArgs?: readonly string[];
  readonly log: (line: string) => void;
}

export interface TemporalServer {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  readonly exited: Child['exited'];
  readonly stop: () => Promise<void>;
  /** SIGKILL, for tests of what survives it. */
  readonly kill: () => Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts the server and waits until its namespace answers and the search attributes are there. */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const command = await resolveTemporal({
    cacheDir: options.cacheDir ?? cacheDirectory(process.env),
    log: options.log,
  });
  const dbFile = resolve(options.dbFile);
  const pidFile = `${dbFile}.pid`;
  // The file holds what runs were given and answered.
  mkdirSync(dirname(dbFile), { recursive: true, mode: 0o700 });
  await reapOrphan({
    pidFile,
    mark: dbFile,
    what: 'the embedded Temporal server',
    signals: ['SIGTERM', 'SIGKILL'],
    log: options.log,
  });

  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? (await freePort());
  const child = await startChild({
    command,
    args: serverArguments(options, dbFile, port, uiPort),
    // HOME for the CLI's own settings file; none of ours has anything to say to it.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    log: options.log,
  });
  writeFileSync(pidFile, String(child.pid));
  void child.exited.then(() => {
    rmSync(pidFile, { force: true });
  });
  const address = `127.0.0.1:${String(port)}`;
  await untilHealthy(child, address);
  return {
    address,
    uiUrl: `http://127.0.0.1:${String(uiPort)}`,
    pid: child.pid,
    exited: child.exited,
    stop: child.stop,
    kill: child.kill,
  };
}

function serverArguments(
  options: TemporalServerOptions,
  dbFile: string,
  port: number,
  uiPort: number,
): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', dbFile, '--log-level', options.logLevel ?? 'error'],
    ...DYNAMIC_CONFIG.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...SEARCH_ATTRIBUTE_ARGUMENTS,
    ...(options.extraArgs ?? []),
  ];
}

async function untilHealthy(child: Child, address: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (!child.running())
      throw new Error('The embedded Temporal server ended while starting; its own lines above say why.');
    try {
      await checkTemporal(address);
      return;
    } catch (error) {
      if (Date.now() < deadline) {
        await sleep(100);
        continue;
      }
      await child.kill();
      throw new Error(
        `The embedded Temporal server does not answer after ${String(START_TIMEOUT_MS / 1000)} s.`,
        { cause: error },
      );
    }
  }
}

async function checkTemporal(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 3_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
    const missing = await missingSearchAttributes(connection, 'default');
    if (missing.length > 0) throw new Error(`search attributes missing: ${missing.join(', ')}`);
  } finally {
    await connection.close();
  }
}
