/** `npm start`: everything on this machine, from nothing to a finished first run, in one process tree. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type Config } from '../config/env.ts';
import { keptEncryptionKeys, writePrivate } from './stack/data-files.ts';
import { prepareDatabase, type PreparedDatabase } from './stack/database.ts';
import { performFirstRun } from './stack/first-run.ts';
import { prefixed } from './stack/log-lines.ts';
import { claim } from './stack/owner-file.ts';
import { pickPort } from './stack/ports.ts';
import { program } from './stack/programs.ts';
import { keepEnvironment } from './stack/stack-environment.ts';
import { Supervisor } from './stack/supervisor.ts';
import { prepareTemporal, type PreparedTemporal } from './stack/temporal.ts';
import { untilAnswers } from './stack/until-answers.ts';

interface Ports {
  readonly app: number;
  readonly temporal: number;
  readonly temporalUi: number;
  readonly demoModel: number;
}

const TEMPORAL_PORT = 7233;
const TEMPORAL_UI_PORT = 8233;
/** A second Ctrl-C this soon is the same one, passed on by npm as well. */
const SAME_SIGNAL_MS = 1_000;
/** Shares of the 15 s that a stop may take in all. */
const GRACE_MS = { api: 3_000, worker: 5_000, demoModel: 1_000 };

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const log = prefixed('steward', write);
const supervisor = new Supervisor({ log, order: ['postgres', 'temporal', 'demo-model', 'worker', 'api'] });

async function pickPorts(config: Config): Promise<Ports> {
  const taken = new Set<number>();
  const pick = async (purpose: string, port: number, variable?: string, host?: string): Promise<number> => {
    const setBy = variable !== undefined && (process.env[variable] ?? '') !== '' ? variable : undefined;
    const picked = await pickPort({
      purpose,
      port,
      setBy,
      log,
      taken,
      ...(host === undefined ? {} : { host }),
    });
    taken.add(picked);
    return picked;
  };
  return {
    app: await pick('the API and web page', config.http.port, 'PORT', config.http.host),
    temporal: await pick('Temporal', TEMPORAL_PORT),
    temporalUi: await pick("Temporal's UI", TEMPORAL_UI_PORT),
    demoModel: await pick('the demo model', config.demoModel.port, 'DEMO_MODEL_PORT'),
  };
}

function childEnvironment(
  config: Config,
  ports: Ports,
  database: PreparedDatabase,
  temporal: PreparedTemporal,
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    STEWARD_EMBEDDED: '1',
    STEWARD_DATA_DIR: config.dataDir,
    STEWARD_ENCRYPTION_KEYS:
      process.env['STEWARD_ENCRYPTION_KEYS'] ?? keptEncryptionKeys(config.dataDir, log),
    HOST: config.http.host,
    PORT: String(ports.app),
    DATABASE_URL: database.urls.app,
    DATABASE_SYSTEM_URL: database.urls.system,
    DATABASE_QUERY_URL: database.urls.query,
    DATABASE_AUTH_URL: database.urls.auth,
    DATABASE_PLATFORM_URL: database.urls.platform,
    // Neither the API nor the worker may change the schema.
    DATABASE_OWNER_URL: undefined,
    DATABASE_SUPERUSER_URL: undefined,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_UI_URL: temporal.uiUrl,
    DEMO_MODEL_PORT: String(ports.demoModel),
    SHUTDOWN_GRACE_MS: process.env['SHUTDOWN_GRACE_MS'] ?? String(GRACE_MS.api - 500),
  };
}

async function startPrograms(config: Config, ports: Ports, env: NodeJS.ProcessEnv): Promise<void> {
  const apiUrl = `http://${reachable(config.http.host)}:${String(ports.app)}`;
  if (config.llm.isDemo) {
    const url = `http://127.0.0.1:${String(ports.demoModel)}/v1/models`;
    await supervisor.add(
      program({
        name: 'demo-model',
        file: 'scripts/demo-model/main.ts',
        env,
        graceMs: GRACE_MS.demoModel,
        write,
        ready: (child) => untilAnswers('The demo model', url, child),
      }),
    );
  }
  const worker = program({
    name: 'worker',
    file: 'worker/main.ts',
    env,
    graceMs: GRACE_MS.worker,
    write,
    readyLine: 'worker ready',
  });
  const api = program({
    name: 'api',
    file: 'api/main.ts',
    env,
    graceMs: GRACE_MS.api,
    write,
    ready: (child) => untilAnswers('The API', `${apiUrl}/healthz`, child),
  });
  const [, running] = await Promise.all([supervisor.add(worker), supervisor.add(api)]);
  await untilAnswers('The API', `${apiUrl}/readyz`, running);
}

/** Where we reach what listens on `host`. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function announce(
  config: Config,
  ports: Ports,
  temporal: PreparedTemporal,
  { demoApiKey, demoLogin }: PreparedDatabase,
): void {
  const app =
    process.env['PUBLIC_URL'] === undefined ? `http://localhost:${String(ports.app)}` : config.http.publicUrl;
  const ready = {
    ready: true,
    app,
    apiDocs: `${app}/docs`,
    temporalUi: temporal.uiUrl ?? null,
    demoApiKey,
    demoLogin: demoLogin ?? null,
  };
  log(`app           ${app}`);
  log(`API docs      ${ready.apiDocs}`);
  log(`Temporal UI   ${temporal.uiUrl ?? 'not configured (TEMPORAL_UI_URL)'}`);
  log(
    `model         ${config.llm.isDemo ? 'demo model (scripted; set LLM_BASE_URL or a key for a real one)' : config.llm.baseUrl}`,
  );
  log(`demo API key  ${demoApiKey}`);
  if (demoLogin !== undefined) log(`demo log-in   ${demoLogin.email} / ${demoLogin.password}`);
  log('Ctrl-C stops everything.');
  write(JSON.stringify(ready));
  writePrivate(join(config.dataDir, 'stack.json'), `${JSON.stringify(ready, null, 2)}\n`);
}

function stopOnSignals(release: () => void): void {
  let firstAt = 0;
  const onSignal = (signal: string): void => {
    if (firstAt === 0) {
      firstAt = Date.now();
      log(`${signal}: stopping everything (again to kill it)`);
      void supervisor.stop().then(() => {
        release();
        log('stopped');
        process.exit(0);
      });
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) {
      log('killing everything');
      void supervisor.kill().finally(() => process.exit(130));
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

async function main(): Promise<void> {
  const config = loadConfig();
  mkdirSync(config.dataDir, { recursive: true });
  const release = claim(config.dataDir, 'stack.owner', 'Steward');
  stopOnSignals(release);
  try {
    log(`data directory: ${config.dataDir}`);
    const ports = await pickPorts(config);
    const [database, temporal] = await Promise.all([
      prepareDatabase(config, supervisor, write),
      prepareTemporal(config, { port: ports.temporal, uiPort: ports.temporalUi }, supervisor, write),
    ]);
    const env = childEnvironment(config, ports, database, temporal);
    keepEnvironment(config.dataDir, env);
    await startPrograms(config, ports, env);
    const apiUrl = `http://${reachable(config.http.host)}:${String(ports.app)}`;
    await performFirstRun({ apiUrl, apiKey: database.demoApiKey, log });
    announce(config, ports, temporal, database);
  } catch (error) {
    if (supervisor.isStopping()) return;
    log(`start failed: ${(error as Error).message}`);
    await supervisor.stop();
    release();
    process.exit(1);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
