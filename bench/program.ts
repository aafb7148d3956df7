/** Steward's own programs under measurement: processes of their own, whose statements are counted. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export async function startReady(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  readyLine = 'worker ready',
): Promise<Child> {
  const lines: string[] = [];
  const child = await startChild({
    command: process.execPath,
    args,
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    log: (line) => lines.push(line),
  });
  while (!lines.some((line) => line.includes(readyLine))) {
    if (!child.running()) throw new Error(`${args.join(' ')} ended:\n${lines.slice(-20).join('\n')}`);
    await sleep(50);
  }
  return child;
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
  const countFile = join(mkdtempSync(join(tmpdir(), 'steward-bench-')), 'statements');
  const child = await startReady(
    [...COUNTED, ...programArguments(file)],
    { ...env, BENCH_STATEMENTS_FILE: countFile },
    readyLine,
  );
  const statements = async (): Promise<number> => {
    await sleep(250);
    return Number(readFileSync(countFile, 'utf8'));
  };
  return { statements, stop: () => child.stop() };
}

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
