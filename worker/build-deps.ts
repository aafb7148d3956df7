/** Builds what activities need, once per process. */
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { createEgress } from '../activities/egress/egress.ts';
import type { RunMetrics } from '../activities/metrics.ts';
import { createModelClient } from '../activities/model/model-client.ts';
import { createTelemetry, type SpanExport } from '../activities/telemetry.ts';
import { type Config, ConfigError, required } from '../config/env.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { openSystemDatabase, type SystemDatabase } from '../store/system/system-database.ts';
import type { Faults } from './faults.ts';
import { RunWatchers } from './run-watchers.ts';

export interface WorkerResources {
  readonly deps: ActivityDeps;
  readonly system: SystemDatabase;
  close(): Promise<void>;
}

/** The key sent to endpoints that want none; the client refuses to be made without one. */
const NO_KEY = 'none';

interface WorkerParts {
  readonly spans: SpanExport;
  readonly metrics: RunMetrics;
  readonly faults: Faults;
}

export async function buildDeps(
  config: Config,
  log: Logger,
  { spans, metrics, faults }: WorkerParts,
): Promise<WorkerResources> {
  const { app, system: systemUrl } = config.secrets.database;
  const database: Database = await openDatabase({
    url: required(app, 'DATABASE_URL'),
    poolSize: config.database.poolSize,
    encryptionKeys: config.secrets.encryptionKeys,
  });
  const system = openSystemDatabase(required(systemUrl, 'DATABASE_SYSTEM_URL'));
  await requireKeys(system, config.secrets.encryptionKeys);
  const watchers = new RunWatchers(system, log);
  const egress = openEgress(config, log);
  const deps: ActivityDeps = {
    database,
    model: createModelClient({
      baseUrl: config.llm.baseUrl,
      apiKey: config.secrets.llmApiKey ?? NO_KEY,
      patience: config.modelPatience,
      breaker: {
        ...config.modelBreaker,
        onChange: ({ kind, name, pausedUntil }) => {
          metrics.paused({ kind, name, paused: pausedUntil !== undefined });
          if (pausedUntil === undefined) log.info({ [kind]: name }, `the ${kind} is back`);
          else log.warn({ [kind]: name, pausedUntil }, `the ${kind} is paused`);
        },
      },
    }),
    egress,
    defaultModel: config.llm.defaultModel,
    modelCallsAtOnce: config.llm.callsAtOnce,
    priceOverrides: config.llm.prices,
    telemetry: createTelemetry(spans),
    metrics,
    log,
    runChanged: watchers.runChanged,
    now: () => new Date(),
    reach: faults.reach,
  };
  return {
    deps: faults.wrap(deps),
    system,
    close: async () => {
      await watchers.flush();
      await Promise.all([database.close(), system.close(), egress.close()]);
    },
  };
}

function openEgress({ egress: { permittedRanges } }: Config, log: Logger) {
  if (permittedRanges.length > 0) {
    log.warn(
      { permittedRanges },
      'DANGEROUS: STEWARD_EGRESS_PERMITTED_RANGES lets requests of agents reach addresses that are not public',
    );
  }
  return createEgress({ permittedRanges });
}

/** Better no worker than one whose agents fail one by one because their secrets cannot be read. */
async function requireKeys(system: SystemDatabase, keys: Config['secrets']['encryptionKeys']): Promise<void> {
  const inUse = await system.credentialKeys.inUse();
  const missing = [...inUse].filter(([id]) => keys.every((key) => key.id !== id));
  if (missing.length === 0) return;
  const names = missing.map(([id, count]) => `"${id}" (${count} credentials)`).join(', ');
  throw new ConfigError([
    `STEWARD_ENCRYPTION_KEYS: lacks keys under which credentials are kept: ${names}; add them behind the first one`,
  ]);
}
