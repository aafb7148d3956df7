/** Finds or makes the Temporal CLI: on PATH, in our cache, the SDK's download, or built with Go. */
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { startChild } from './child.ts';

const TEMPORAL_CLI_VERSION = '1.5.1';

export interface ResolveOptions {
  readonly cacheDir: string;
  readonly log: (line: string) => void;
  /** Longest time for the SDK's download before a build with Go is tried, in ms. */
  readonly downloadTimeoutMs?: number;
}

const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
const DOWNLOAD_TIMEOUT_MS = 180_000;
const PROGRESS_MS = 5_000;
const GO_MINOR = 25;

/** The first that works. Throws with every reason when none does. */
export async function resolveTemporal(options: ResolveOptions): Promise<string> {
  const directory = join(options.cacheDir, `temporal-${TEMPORAL_CLI_VERSION}`);
  const cached = join(directory, PROGRAM);
  const found = onPath() ?? (isExecutable(cached) ? cached : undefined);
  if (found !== undefined) return found;

  mkdirSync(directory, { recursive: true });
  options.log(
    `the Temporal CLI is not installed; getting version ${TEMPORAL_CLI_VERSION} once, into ${directory}`,
  );
  const reasons: string[] = [];
  for (const [name, get] of [
    ['download', download],
    ['build with Go', build],
  ] as const) {
    const work = mkdtempSync(join(directory, '.unfinished-'));
    try {
      renameSync(await get(work, options), cached);
      options.log(`the Temporal CLI is ready: ${cached}`);
      return cached;
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message}`);
      options.log(`${name} failed: ${(error as Error).message}`);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  throw new Error(
    `No Temporal server can be started:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}\n` +
      `Install the Temporal CLI (https://docs.temporal.io/cli), or Go ≥ 1.${String(GO_MINOR)} so that it can be built, ` +
      'or set TEMPORAL_ADDRESS to a running server.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories
    .map((directory) => join(directory, PROGRAM))
    .find((path) => existsSync(path) && isExecutable(path));
}

/** The SDK can only download by starting a server: it is started on a free port, without a file, and stopped. */
async function download(work: string, { log, downloadTimeoutMs }: ResolveOptions): Promise<string> {
  log('downloading it with the Temporal SDK …');
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const version = `v${TEMPORAL_CLI_VERSION}`;
  const starting = TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: work, version } },
  });
  const environment = await withProgress(
    starting,
    'downloading',
    log,
    downloadTimeoutMs ?? DOWNLOAD_TIMEOUT_MS,
  );
  await environment.teardown();
  const file = readdirSync(work).find((name) => name.includes('temporal'));
  if (file === undefined) throw new Error('the SDK left no program behind');
  return join(work, file);
}

async function withProgress<T>(
  work: Promise<T>,
  what: string,
  log: (line: string) => void,
  timeoutMs: number,
): Promise<T> {
  const startedAt = Date.now();
  const seconds = (): string => String(Math.round((Date.now() - startedAt) / 1000));
  const progress = setInterval(() => {
    log(`${what} … ${seconds()} s`);
  }, PROGRESS_MS);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing after ${seconds()} s`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    clearInterval(progress);
    clearTimeout(timer);
  }
}

async function build(work: string, { log }: ResolveOptions): Promise<string> {
  requireGo();
  log('building it with Go; this takes some minutes and happens only once …');
  const startedAt = Date.now();
  let packages = 0;
  let last = 'fetching modules';
  const progress = setInterval(() => {
    log(
      `building … ${String(Math.round((Date.now() - startedAt) / 1000))} s, ${String(packages)} packages, ${last}`,
    );
  }, PROGRESS_MS);
  const child = await startChild({
    command: 'go',
    args: [
      'install',
      '-v',
      '-ldflags=-s -w',
      `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`,
    ],
    cwd: work,
    env: { ...process.env, GOBIN: work, GOFLAGS: '-modcacherw', CGO_ENABLED: '0' },
    log: (line) => {
      if (!line.startsWith('go: ')) packages += 1;
      last = line;
    },
  });
  const { code, signal } = await child.exited;
  clearInterval(progress);
  if (code !== 0) throw new Error(`go install ended with ${String(code ?? signal)}: ${last}`);
  return join(work, PROGRAM);
}

function requireGo(): void {
  let version: string;
  try {
    version = execFileSync('go', ['env', 'GOVERSION'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    throw new Error('Go is not installed');
  }
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0);
  if (minor < GO_MINOR) throw new Error(`${version} is too old, 1.${String(GO_MINOR)} is needed`);
}
