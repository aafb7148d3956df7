/** Steward's own programs under measurement: processes of their own, whose statements are counted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../scripts/stack/child.ts';
import { freePort } from '../scripts/stack/ports.ts';
import { programArguments } from '../scripts/stack/program-arguments.ts';
import type { GroundDatabase, Servers } from './grounds.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COUNTED = ['--import', './bench/count-statements.mjs'];
/** Limits on requests are not what is measured. */
const NO_LIMIT = '1000000';

export interface Program {
  /** Sent to PostgreSQL since it started. */
  readonly statements: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

export interface Api extends Program {
  readonly url: string;
}

interface Started {
  readonly child: Child;
  /** The latest line it has printed with this in it. */
  readonly printed: (part: string) => string | undefined;
}

export async function startReady(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  readyLine = 'worker ready',
): Promise<Started> {
  const lines: string[] = [];
  const child = await startChild({
    command: process.execPath,
    args,
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    log: (line) => lines.push(line),
  });
  const printed = (part: string) => lines.findLast((line) => line.includes(part));
  while (printed(readyLine) === undefined) {
    if (!child.running()) throw new Error(`${args.join(' ')} ended:\n${lines.slice(-20).join('\n')}`);
    await sleep(50);
  }
  return { child, printed };
}

export async function startApi(servers: Servers, database: GroundDatabase): Promise<Api> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...environment(servers, database),
    PORT: port,
    PUBLIC_URL: url,
    RATE_LIMIT_CALLER: NO_LIMIT,
    RATE_LIMIT_ORGANIZATION: NO_LIMIT,
    RATE_LIMIT_ADDRESS: NO_LIMIT,
    RATE_LIMIT_LOGIN: NO_LIMIT,
  };
  return { url, ...(await startCounted('api/main.ts', env, 'api listening')) };
}

export function startWorker(servers: Servers, database: GroundDatabase): Promise<Program> {
  return startCounted('worker/main.ts', environment(servers, database), 'worker ready');
}

export async function startCounted(
  file: string,
  env: Readonly<Record<string, string>>,
  readyLine?: string,
): Promise<Program> {
  const { child, printed } = await startReady([...COUNTED, ...programArguments(file)], env, readyLine);
  const statements = async (): Promise<number> => {
    // What belongs to the latest run is still being sent when that has ended.
    await sleep(250);
    process.kill(child.pid, 'SIGUSR2');
    await sleep(250);
    return Number(printed(SENT)?.split(SENT)[1]);
  };
  return { statements, stop: () => child.stop() };
}

/** What `count-statements.mjs` prints when it gets the signal. */
const SENT = 'statements sent: ';

function environment(servers: Servers, database: GroundDatabase): Record<string, string> {
  return {
    DATABASE_URL: database.app,
    DATABASE_SYSTEM_URL: database.system,
    DATABASE_AUTH_URL: database.auth,
    DATABASE_PLATFORM_URL: database.platform,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_TASK_QUEUE: `bench-${process.pid}`,
    LLM_BASE_URL: servers.modelUrl,
    LLM_API_KEY: 'bench',
    LLM_DEFAULT_MODEL: 'demo',
    LOG_LEVEL: 'info',
  };
}
