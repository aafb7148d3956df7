/** The only reader of the environment: parsed once, typed, frozen, with the secrets apart. */
import { readFileSync } from 'node:fs';
import { dataDirectory } from './directories.ts';
import { readLlm, type LlmConfig } from './llm.ts';
import {
  ConfigError,
  loadValues,
  problemWith,
  type Environment,
  type SettingName,
  type Values,
} from './load-values.ts';
import { readMail, readOidc, type MailConfig, type OidcConfig } from './people.ts';
import type { EncryptionKey } from './values.ts';

export { ConfigError } from './load-values.ts';
export type { EncryptionKey } from './values.ts';
export type Granularity = 'step' | 'turn' | 'burst';

export interface Config {
  /** True in the processes that `npm start` runs: demo logins and generated keys are allowed. */
  readonly embedded: boolean;
  readonly dataDir: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string;
    readonly trustedProxies: number;
  };
  /** Requests a minute. */
  readonly rateLimits: {
    readonly perCaller: number;
    readonly perOrganization: number;
    readonly perAddress: number;
    readonly perLogin: number;
  };
  readonly database: { readonly poolSize: number };
  readonly temporal: TemporalConfig;
  readonly llm: LlmConfig;
  /** How long a model may take. */
  readonly modelPatience: { readonly firstByteMs: number; readonly idleMs: number; readonly totalMs: number };
  /** When a model that fails is paused, and for how long. */
  readonly modelBreaker: { readonly failures: number; readonly openMs: number };
  readonly demoModel: { readonly port: number };
  readonly worker: WorkerConfig;
  readonly bootstrapAdmin: string | undefined;
  readonly mail: MailConfig;
  /** Undefined: people log in with passwords only. */
  readonly oidc: OidcConfig | undefined;
  /** Ranges of addresses, not public, that requests of agents may reach. */
  readonly egress: { readonly permittedRanges: readonly string[] };
  readonly otel: { readonly endpoint: string | undefined; readonly serviceName: string | undefined };
  readonly secrets: Secrets;
}

export interface TemporalConfig {
  /** Undefined: none configured (`npm start` runs one). */
  readonly address: string | undefined;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  readonly taskQueue: string;
  readonly splitQueues: boolean;
  /** Undefined: plain text. Certificates are read already; the client's key is among the secrets. */
  readonly tls:
    | {
        readonly serverName: string | undefined;
        readonly serverCa: Buffer | undefined;
        readonly clientCert: Buffer | undefined;
      }
    | undefined;
}

export interface WorkerConfig {
  readonly granularity: Granularity | undefined;
  readonly continueAsNewAfter: number | undefined;
  readonly maxActivities: number;
  readonly maxWorkflowTasks: number;
  readonly metricsPort: number | undefined;
  readonly reconcileIntervalMs: number;
  readonly outboxPollMs: number;
  readonly shutdownGraceMs: number;
  /** Fault tests only: the boundary at which the worker kills itself. */
  readonly fault: string | undefined;
}

/** Never log this object; pass single values to where they are needed. */
export interface Secrets {
  readonly database: {
    readonly app: string | undefined;
    readonly owner: string | undefined;
    readonly system: string | undefined;
    readonly query: string | undefined;
    readonly auth: string | undefined;
    readonly platform: string | undefined;
    readonly superuser: string | undefined;
  };
  readonly llmApiKey: string | undefined;
  readonly temporalApiKey: string | undefined;
  readonly temporalClientKey: Buffer | undefined;
  /** The first encrypts, all decrypt; empty when none are configured. */
  readonly encryptionKeys: readonly EncryptionKey[];
  readonly bootstrapPassword: string | undefined;
  readonly loginSecret: string | undefined;
  readonly smtpUrl: string | undefined;
  readonly oidcClientSecret: string | undefined;
  readonly otelHeaders: string | undefined;
}

/** Reads and checks the whole environment. Throws {@link ConfigError} that names every bad variable. */
export function loadConfig(env: Environment = process.env): Config {
  const values = loadValues(env);
  const { llm, apiKey } = readLlm(values);
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${String(values.PORT)}`;
  return deepFreeze({
    embedded: values.STEWARD_EMBEDDED,
    dataDir: dataDirectory(env, values.STEWARD_DATA_DIR),
    logLevel: values.LOG_LEVEL,
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl,
      trustedProxies: values.TRUSTED_PROXIES,
    },
    rateLimits: {
      perCaller: values.RATE_LIMIT_CALLER,
      perOrganization: values.RATE_LIMIT_ORGANIZATION,
      perAddress: values.RATE_LIMIT_ADDRESS,
      perLogin: values.RATE_LIMIT_LOGIN,
    },
    database: { poolSize: values.DATABASE_POOL_SIZE },
    temporal: readTemporal(values),
    llm,
    demoModel: { port: values.DEMO_MODEL_PORT },
    modelPatience: {
      firstByteMs: values.LLM_FIRST_BYTE_TIMEOUT_MS,
      idleMs: values.LLM_IDLE_TIMEOUT_MS,
      totalMs: values.LLM_TOTAL_TIMEOUT_MS,
    },
    modelBreaker: { failures: values.LLM_BREAKER_FAILURES, openMs: values.LLM_BREAKER_OPEN_MS },
    worker: readWorker(values),
    bootstrapAdmin: values.STEWARD_BOOTSTRAP_ADMIN,
    mail: readMail(values, publicUrl),
    oidc: readOidc(values),
    egress: { permittedRanges: values.STEWARD_EGRESS_PERMITTED_RANGES ?? [] },
    otel: { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: values.OTEL_SERVICE_NAME },
    secrets: readSecrets(values, apiKey),
  });
}

/** For a variable that only this process can't do without: `required(config.secrets.database.app, 'DATABASE_URL')`. */
export function required<T>(value: T | undefined, name: SettingName): T {
  if (value === undefined)
    throw new ConfigError([problemWith(name, 'is not set, and this process needs it')]);
  return value;
}

function readTemporal(values: Values): TemporalConfig {
  return {
    address: values.TEMPORAL_ADDRESS,
    namespace: values.TEMPORAL_NAMESPACE,
    uiUrl: values.TEMPORAL_UI_URL,
    taskQueue: values.TEMPORAL_TASK_QUEUE,
    splitQueues: values.TEMPORAL_SPLIT_QUEUES,
    tls: readTls(values),
  };
}

function readTls(values: Values): TemporalConfig['tls'] {
  const { TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key } = values;
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? 'TEMPORAL_TLS_CLIENT_CERT_PATH' : 'TEMPORAL_TLS_CLIENT_KEY_PATH';
    throw new ConfigError([problemWith(missing, 'is not set, but a client certificate needs both files')]);
  }
  const wanted = [
    cert,
    values.TEMPORAL_TLS_SERVER_CA_CERT_PATH,
    values.TEMPORAL_TLS_SERVER_NAME,
    values.TEMPORAL_API_KEY,
  ];
  if (values.TEMPORAL_TLS === false) return undefined;
  if (values.TEMPORAL_TLS === undefined && wanted.every((value) => value === undefined)) return undefined;
  return {
    serverName: values.TEMPORAL_TLS_SERVER_NAME,
    serverCa: readPem(values, 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'),
    clientCert: readPem(values, 'TEMPORAL_TLS_CLIENT_CERT_PATH'),
  };
}

type PemSetting =
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH' | 'TEMPORAL_TLS_CLIENT_CERT_PATH' | 'TEMPORAL_TLS_CLIENT_KEY_PATH';

function readPem(values: Values, name: PemSetting): Buffer | undefined {
  const path = values[name];
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError([problemWith(name, `the file can't be read (${(error as Error).message})`)]);
  }
}

function readWorker(values: Values): WorkerConfig {
  return {
    granularity: values.STEWARD_GRANULARITY,
    continueAsNewAfter: values.STEWARD_CONTINUE_AS_NEW_AFTER,
    maxActivities: values.WORKER_MAX_ACTIVITIES,
    maxWorkflowTasks: values.WORKER_MAX_WORKFLOW_TASKS,
    metricsPort: values.METRICS_PORT,
    reconcileIntervalMs: values.RECONCILE_INTERVAL_MS,
    outboxPollMs: values.OUTBOX_POLL_MS,
    shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
    fault: values.STEWARD_FAULT,
  };
}

function readSecrets(values: Values, llmApiKey: string | undefined): Secrets {
  return {
    database: {
      app: values.DATABASE_URL,
      owner: values.DATABASE_OWNER_URL,
      system: values.DATABASE_SYSTEM_URL,
      query: values.DATABASE_QUERY_URL,
      auth: values.DATABASE_AUTH_URL,
      platform: values.DATABASE_PLATFORM_URL,
      superuser: values.DATABASE_SUPERUSER_URL,
    },
    llmApiKey,
    temporalApiKey: values.TEMPORAL_API_KEY,
    temporalClientKey: readPem(values, 'TEMPORAL_TLS_CLIENT_KEY_PATH'),
    encryptionKeys: values.STEWARD_ENCRYPTION_KEYS ?? [],
    bootstrapPassword: values.STEWARD_BOOTSTRAP_PASSWORD,
    loginSecret: values.STEWARD_LOGIN_SECRET,
    smtpUrl: values.SMTP_URL,
    oidcClientSecret: values.OIDC_CLIENT_SECRET,
    otelHeaders: values.OTEL_EXPORTER_OTLP_HEADERS,
  };
}

/** Buffers can't be frozen (their bytes are a view), everything else is. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
