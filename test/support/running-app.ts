/** The whole product as its users meet it: web page, API and worker over the demo organization. */
import { fileURLToPath } from 'node:url';
import { runSeed } from '../../prisma/seed/seed.ts';
import { type Child, startChild } from '../../scripts/stack/child.ts';
import { freePort } from '../../scripts/stack/ports.ts';
import { programArguments } from '../../scripts/stack/program-arguments.ts';
import type { TestDatabase } from './database.ts';
import { createTestDatabase, testDemoModel, testTemporal } from './stack.ts';
import { START_MS, until } from './until.ts';

export interface RunningApp {
  readonly url: string;
  readonly apiKey: string;
  /** For a look at the tables behind the product's back. */
  readonly testDatabase: TestDatabase;
  /** The last lines that its programs wrote. */
  lastWords(): string;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `more`: further variables of its environment. */
export async function startRunningApp(more: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
  const [database, temporal, demoModel] = await Promise.all([
    createTestDatabase(),
    testTemporal(),
    testDemoModel(),
  ]);
  const { demoApiKey = '' } = await runSeed({ systemUrl: database.system });
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: database.app,
    DATABASE_SYSTEM_URL: database.system,
    DATABASE_AUTH_URL: database.auth,
    DATABASE_PLATFORM_URL: database.platform,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_TASK_QUEUE: `e2e-${process.pid}`,
    // Without LLM_BASE_URL it is the demo model, and the page must say so.
    DEMO_MODEL_PORT: new URL(demoModel.url).port,
    OUTBOX_POLL_MS: '200',
    LOG_LEVEL: 'info',
    ...more,
  };
  const lines: string[] = [];
  const programs = await Promise.all([
    startProgram('worker/main.ts', { env, lines, readyLine: 'worker ready' }),
    startProgram('api/main.ts', { env, lines, readyLine: 'api listening' }),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all(programs.map((child) => child.stop()));
    await database.drop();
  };
  const lastWords = () => lines.slice(-30).join('\n');
  return { url, apiKey: demoApiKey, testDatabase: database, lastWords, stop };
}

interface Start {
  readonly env: Record<string, string>;
  /** Where its last lines are kept. */
  readonly lines: string[];
  readonly readyLine: string;
}

async function startProgram(file: string, { env, lines, readyLine }: Start): Promise<Child> {
  let ready = false;
  const child = await startChild({
    command: process.execPath,
    args: programArguments(file),
    cwd: ROOT,
    env,
    log: (line) => {
      if (line.includes(readyLine)) ready = true;
      lines.push(line);
      if (lines.length > 200) lines.shift();
    },
  });
  await until(() => ready, {
    what: () => `${file} to start:\n${lines.slice(-20).join('\n')}`,
    timeoutMs: START_MS,
    stop: () => !child.running(),
  });
  return child;
}
