/** Builds what activities need, once per process. */
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { createFaultPoints } from '../activities/fault-points.ts';
import type { RunMetrics } from '../activities/metrics.ts';
import { createModelClient } from '../activities/model/model-client.ts';
import { createTelemetry, type SpanExport } from '../activities/telemetry.ts';
import { type Config, required } from '../config/env.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { openSystemDatabase, type SystemDatabase } from '../store/system/system-database.ts';
import { RunWatchers } from './run-watchers.ts';

export interface WorkerResources {
  readonly deps: ActivityDeps;
  readonly system: SystemDatabase;
  close(): Promise<void>;
}

/** The key sent to endpoints that want none; the client refuses to be made without one. */
const NO_KEY = 'none';

export async function buildDeps(
  config: Config,
  log: Logger,
  { spans, metrics }: { readonly spans: SpanExport; readonly metrics: RunMetrics },
): Promise<WorkerResources> {
  const { app, system: systemUrl } = config.secrets.database;
  const database: Database = await openDatabase({
    url: required(app, 'DATABASE_URL'),
    poolSize: config.database.poolSize,
  });
  const system = openSystemDatabase(required(systemUrl, 'DATABASE_SYSTEM_URL'));
  const watchers = new RunWatchers(system, log);
  const deps: ActivityDeps = {
    database,
    model: createModelClient({ baseUrl: config.llm.baseUrl, apiKey: config.secrets.llmApiKey ?? NO_KEY }),
    defaultModel: config.llm.defaultModel,
    priceOverrides: config.llm.prices,
    telemetry: createTelemetry(spans),
    metrics,
    log,
    runChanged: watchers.runChanged,
    now: () => new Date(),
    reach: createFaultPoints(config.worker.faultPoint),
  };
  return {
    deps,
    system,
    close: async () => {
      await watchers.flush();
      await Promise.all([database.close(), system.close()]);
    },
  };
}
