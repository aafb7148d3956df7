/** The stack's Temporal: an embedded server, or the one that TEMPORAL_ADDRESS names. */
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { cacheDirectory } from '../../config/directories.ts';
import type { Config } from '../../config/env.ts';
import { prefixed, type Log } from './log-lines.ts';
import { ensureSearchAttributes } from './search-attributes.ts';
import type { Supervisor } from './supervisor.ts';
import { resolveTemporal } from './temporal-binary.ts';
import { startTemporal } from './temporal-server.ts';

export interface PreparedTemporal {
  readonly address: string;
  readonly uiUrl: string | undefined;
}

export interface TemporalPorts {
  readonly port: number;
  readonly uiPort: number;
}

export async function prepareTemporal(
  config: Config,
  ports: TemporalPorts,
  supervisor: Supervisor,
  write: Log,
): Promise<PreparedTemporal> {
  const log = prefixed('temporal', write);
  if (config.temporal.address !== undefined) {
    await registerSearchAttributes(config, log);
    return { address: config.temporal.address, uiUrl: config.temporal.uiUrl };
  }
  // Before the supervised start: getting the program may take minutes, and must not be tried again and again.
  await resolveTemporal({ cacheDir: cacheDirectory(process.env), log });
  const dbFile = join(config.dataDir, 'temporal', 'temporal.db');
  const server = await supervisor.add({
    name: 'temporal',
    start: () => startTemporal({ dbFile, ...ports, log }),
  });
  log(`Temporal answers on ${server.address}`);
  return { address: server.address, uiUrl: config.temporal.uiUrl ?? server.uiUrl };
}

/** On a server that forbids it (Temporal Cloud: they are made there), this says what is missing. */
async function registerSearchAttributes(config: Config, log: Log): Promise<void> {
  const connection = await connectTemporal(config);
  try {
    const added = await ensureSearchAttributes(connection, config.temporal.namespace);
    if (added.length > 0) log(`registered the search attributes ${added.join(', ')}`);
  } catch (error) {
    log(
      `warning: search attributes can't be registered (${(error as Error).message}); \`npm run doctor\` lists what is missing`,
    );
  } finally {
    await connection.close();
  }
}

/** A client connection as the configuration says. Rejects after five seconds. */
export function connectTemporal(config: Config): Promise<Connection> {
  const { address, tls } = config.temporal;
  const { temporalApiKey: apiKey, temporalClientKey: key } = config.secrets;
  const crt = tls?.clientCert;
  return Connection.connect({
    ...(address === undefined ? {} : { address }),
    connectTimeout: 5_000,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(tls === undefined
      ? {}
      : {
          tls: {
            ...(tls.serverName === undefined ? {} : { serverNameOverride: tls.serverName }),
            ...(tls.serverCa === undefined ? {} : { serverRootCACertificate: tls.serverCa }),
            ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
          },
        }),
  });
}
