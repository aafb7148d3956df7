/** The API process: opens what it needs, listens, and goes in good order when it is told to. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { ConfigError, loadConfig } from '../config/env.ts';
import { createLog, type Logger } from '../config/log.ts';
import { createApp } from './app.ts';
import { bootstrapStaff } from './auth/bootstrap-staff.ts';
import { buildContext, type OpenedContext } from './build-context.ts';

/** How long load balancers get to see that this process is no longer ready; nobody balances an embedded one. */
const FAREWELL_MS = 3_000;
/** Requests that are being answered; streams and long polls end by themselves at once. */
const DRAIN_MS = 8_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ level: config.logLevel, name: 'api' });
  const opened = await buildContext(config, log);
  const { bootstrapAdmin: admin, secrets } = config;
  const { auth, login } = opened.ctx;
  await bootstrapStaff({ auth, login, log, admin, password: secrets.bootstrapPassword });
  const server = createServer(createApp(opened.ctx));
  // Longer than a load balancer keeps idle connections, so that it is never we who close first.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 60_000;
  await listen(server, config.http.port, config.http.host);
  log.info({ host: config.http.host, port: config.http.port, url: config.http.publicUrl }, 'api listening');
  const stop = stopOnce({ server, opened, log, farewellMs: config.embedded ? 0 : FAREWELL_MS });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  // `once` rejects with the error event, such as EADDRINUSE, which names the address.
  await once(server, 'listening');
}

interface Running {
  readonly server: Server;
  readonly opened: OpenedContext;
  readonly log: Logger;
  readonly farewellMs: number;
}

function stopOnce(running: Running): (signal: NodeJS.Signals) => void {
  let stopping: Promise<void> | undefined;
  return (signal) => {
    stopping ??= stop(running, signal).then(
      () => process.exit(0),
      (error: unknown) => {
        running.log.error({ err: error }, 'the api did not stop in good order');
        process.exit(1);
      },
    );
  };
}

async function stop({ server, opened, log, farewellMs }: Running, signal: NodeJS.Signals): Promise<void> {
  log.info({ signal }, 'api stopping');
  opened.ctx.lifecycle.beginStop();
  await new Promise((resolve) => setTimeout(resolve, farewellMs));
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  await closed;
  clearTimeout(timer);
  await opened.close();
  log.info('api stopped');
}

main().catch((error: unknown) => {
  // There is no logger when the configuration itself is wrong.
  process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
  process.exitCode = 1;
  // Something may still be open, such as a pool; a start that failed must end.
  process.exit();
});

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
