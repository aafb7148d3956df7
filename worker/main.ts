/** Starts a worker process and stops it gracefully on SIGTERM and SIGINT. */
import { Runtime } from '@temporalio/worker';
import { loadConfig } from '../config/env.ts';
import { createLog } from '../config/log.ts';
import { createWorker } from './create-worker.ts';
import { createWorkerMetrics, freePort, serveMetrics } from './metrics.ts';
import { connectTemporal } from './temporal-connection.ts';

const config = loadConfig();
const log = createLog({ level: config.logLevel, name: 'worker' });
// The signals are ours: the runtime's own handler would end the process without the dispatcher.
const { metricsPort } = config.worker;
const ports = metricsPort === undefined ? undefined : { own: metricsPort, core: await freePort() };
Runtime.install({
  shutdownSignals: [],
  telemetryOptions: {
    logging: { filter: { core: 'WARN', other: 'ERROR' } },
    ...(ports === undefined
      ? {}
      : { metrics: { prometheus: { bindAddress: `127.0.0.1:${ports.core}`, countersTotalSuffix: true } } }),
  },
});
const metrics = createWorkerMetrics();
const metricsServer =
  ports === undefined
    ? undefined
    : await serveMetrics({
        host: config.http.host,
        port: ports.own,
        registry: metrics.registry,
        coreUrl: `http://127.0.0.1:${ports.core}/metrics`,
        log,
      });
const connection = await connectTemporal(config);
const worker = await createWorker(config, connection, log, metrics);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'stopping');
    worker.shutdown();
  });
}
log.info(
  { taskQueue: config.temporal.taskQueue, llm: config.llm.baseUrl, demo: config.llm.isDemo },
  'worker ready',
);
try {
  await worker.stopped;
  await connection.close();
  log.info('stopped');
} catch (error) {
  log.fatal({ err: error }, 'the worker ended by an error');
  process.exitCode = 1;
} finally {
  metricsServer?.close();
  metricsServer?.closeAllConnections();
}
