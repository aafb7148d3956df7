/** Puts the parts of the API together from the configuration. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Config, required } from '../config/env.ts';
import type { Logger } from '../config/log.ts';
import { createApprovalLinks } from '../store/approval-links.ts';
import { openAuthDatabase } from '../store/auth/authenticate.ts';
import { openLogin } from '../store/auth/login.ts';
import { openDatabase } from '../store/database.ts';
import { createHints } from '../store/hints.ts';
import { createReplyCodes } from '../store/reply-codes.ts';
import { openPlatformDatabase } from '../store/platform/platform-database.ts';
import type { ApiSettings, AppContext, DemoAccess } from './context.ts';
import { createDatabaseProbes } from './health/database-probes.ts';
import { createEngineProbes } from './health/engine-probes.ts';
import { Lifecycle } from './lifecycle.ts';
import { ROOT } from '../config/checkout.ts';
import { loginSecret } from '../config/login-secret.ts';
import { createOidc } from './auth/oidc.ts';
import { resetMail } from './mail.ts';
import { createMetrics } from './metrics.ts';

/** Where `npm start` says what it has started. */
const STACK_FILE = 'stack.json';

const stackFile = z.object({
  demoApiKey: z.string().nullish(),
  demoLogin: z.object({ email: z.string(), password: z.string() }).nullish(),
});

export interface OpenedContext {
  readonly ctx: AppContext;
  close(): Promise<void>;
}

export async function buildContext(config: Config, log: Logger): Promise<OpenedContext> {
  const { secrets } = config;
  const url = required(secrets.database.app, 'DATABASE_URL');
  const authUrl = required(secrets.database.auth, 'DATABASE_AUTH_URL');
  const auth = openAuthDatabase(authUrl);
  const { publicUrl } = config.http;
  const secret = loginSecret(secrets.loginSecret, authUrl);
  const login = openLogin({
    url: authUrl,
    publicUrl,
    secret,
    sendResetLink: (to) => auth.enqueueMail(resetMail(publicUrl, to)),
  });
  const { encryptionKeys } = secrets;
  const database = await openDatabase({ url, poolSize: config.database.poolSize, encryptionKeys });
  const platform = openPlatformDatabase(required(secrets.database.platform, 'DATABASE_PLATFORM_URL'));
  const hints = createHints({
    url,
    onProblem: ({ message: reason }) =>
      log.warn({ reason }, 'not listening for hints at the moment; streams poll'),
  });
  const engine = openEngineProbes(config);
  const ctx: AppContext = {
    settings: settingsOf(config),
    database,
    platform,
    auth,
    login,
    oidc: openOidc(config),
    ...createDecisionKeys(secret),
    hints,
    log,
    metrics: createMetrics(),
    build: { version: readVersion() },
    probes: { ...createDatabaseProbes(auth), temporal: engine.temporal, worker: engine.worker },
    lifecycle: new Lifecycle(),
    readDemoAccess: () => readDemoAccess(join(config.dataDir, STACK_FILE)),
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled([
      hints.close(),
      database.close(),
      platform.close(),
      auth.close(),
      login.close(),
      engine.close(),
    ]);
  };
  return { ctx, close };
}

/** What lets people decide who are not logged in here. */
function createDecisionKeys(secret: string): Pick<AppContext, 'approvalLinks' | 'replyCodes'> {
  return { approvalLinks: createApprovalLinks(secret), replyCodes: createReplyCodes(secret) };
}

function settingsOf(config: Config): ApiSettings {
  const { http, llm, mail, temporal, embedded, rateLimits } = config;
  return {
    publicUrl: http.publicUrl,
    embedded,
    isDemoModel: llm.isDemo,
    model: { name: llm.defaultModel, prices: llm.prices },
    temporal: { uiUrl: temporal.uiUrl, namespace: temporal.namespace },
    webDirectory: webDirectory(),
    badAnswers: 'log',
    streamPingMs: 15_000,
    pollMs: 1_500,
    rateLimits,
    trustedProxies: http.trustedProxies,
    sendsMail: mail.delivery !== 'none',
  };
}

function openOidc({ oidc, secrets, http: { publicUrl } }: Config) {
  if (oidc === undefined) return undefined;
  const clientSecret = required(secrets.oidcClientSecret, 'OIDC_CLIENT_SECRET');
  return createOidc({ ...oidc, clientSecret, publicUrl });
}

function openEngineProbes({ temporal, secrets }: Config) {
  return createEngineProbes({
    address: required(temporal.address, 'TEMPORAL_ADDRESS'),
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    tls: temporal.tls,
    apiKey: secrets.temporalApiKey,
    clientKey: secrets.temporalClientKey,
  });
}

function webDirectory(): string | undefined {
  const directory = join(ROOT, 'web', 'dist');
  return existsSync(directory) ? directory : undefined;
}

export function readVersion(): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  return version;
}

/** Undefined while the stack is still starting, and when it offers no demo key. */
async function readDemoAccess(path: string): Promise<DemoAccess | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { demoApiKey, demoLogin } = stackFile.parse(JSON.parse(text));
  return typeof demoApiKey === 'string' ? { apiKey: demoApiKey, login: demoLogin ?? null } : undefined;
}
