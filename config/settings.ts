/** Every environment variable that Steward reads. `.env.example` is generated from this table. */
import {
  addressRanges,
  databaseUrl,
  encryptionKeys,
  flag,
  hostAndPort,
  httpUrl,
  modelPrices,
  oneOf,
  optional,
  port,
  text,
  wholeNumber,
  withDefault,
} from './values.ts';
import { MODEL_SETTINGS } from './model-settings.ts';
import { PEOPLE_SETTINGS } from './people-settings.ts';

const DATABASE_EXAMPLE = (role: string): string =>
  `postgres://steward_${role}:password@localhost:5432/steward`;

const milliseconds = wholeNumber(1, 86_400_000);

export const SETTINGS = {
  HOST: withDefault(text, '127.0.0.1', {
    doc: 'Address that the API and the web page listen on. Demo logins and keys work on loopback only.',
    example: '0.0.0.0',
  }),
  PORT: withDefault(port, '4000', { doc: 'Port of the API and the web page.', example: '4000' }),
  PUBLIC_URL: optional(httpUrl, {
    doc: 'How people reach the API from outside; used in links. Default: http://localhost:PORT.',
    example: 'https://steward.example.com',
  }),

  TRUSTED_PROXIES: withDefault(wholeNumber(0, 10), '0', {
    doc: 'How many reverse proxies of yours stand in front of the API and add to X-Forwarded-For.',
    example: '1',
  }),
  RATE_LIMIT_CALLER: withDefault(wholeNumber(1, 1_000_000), '1200', {
    doc: 'Requests a minute of one API key or one logged-in person, per API process.',
    example: '1200',
  }),
  RATE_LIMIT_ORGANIZATION: withDefault(wholeNumber(1, 10_000_000), '6000', {
    doc: 'Requests a minute of one organization, per API process.',
    example: '6000',
  }),
  RATE_LIMIT_ADDRESS: withDefault(wholeNumber(1, 1_000_000), '300', {
    doc: 'Attempts a minute to log in, sign up or reset a password, per network address.',
    example: '300',
  }),
  RATE_LIMIT_LOGIN: withDefault(wholeNumber(1, 1_000_000), '10', {
    doc: 'Attempts a minute to log in, sign up or reset a password, per network address and e-mail address.',
    example: '10',
  }),

  DATABASE_URL: optional(databaseUrl, {
    doc: 'PostgreSQL as role steward_app. Unset: `npm start` runs an embedded server.',
    example: DATABASE_EXAMPLE('app'),
    secret: true,
  }),
  DATABASE_OWNER_URL: optional(databaseUrl, {
    doc: 'PostgreSQL as role steward_owner, for migrations only. Derived when embedded.',
    example: DATABASE_EXAMPLE('owner'),
    secret: true,
  }),
  DATABASE_SYSTEM_URL: optional(databaseUrl, {
    doc: 'PostgreSQL as role steward_system (outbox, reconciler). Derived when embedded.',
    example: DATABASE_EXAMPLE('system'),
    secret: true,
  }),
  DATABASE_QUERY_URL: optional(databaseUrl, {
    doc: 'PostgreSQL as role steward_query (read-only questions to the data). Derived when embedded.',
    example: DATABASE_EXAMPLE('query'),
    secret: true,
  }),
  DATABASE_AUTH_URL: optional(databaseUrl, {
    doc: 'PostgreSQL as role steward_auth (who is this key?). Derived when embedded.',
    example: DATABASE_EXAMPLE('auth'),
    secret: true,
  }),
  DATABASE_PLATFORM_URL: optional(databaseUrl, {
    doc: "PostgreSQL as role steward_platform (the platform's own agents and skills). Derived when embedded.",
    example: DATABASE_EXAMPLE('platform'),
    secret: true,
  }),
  DATABASE_SUPERUSER_URL: optional(databaseUrl, {
    doc: 'PostgreSQL as a superuser; read by `scripts/create-roles.ts` alone, never by the API or a worker.',
    example: 'postgres://postgres:password@localhost:5432/postgres',
    secret: true,
  }),
  DATABASE_POOL_SIZE: withDefault(wholeNumber(1, 500), '10', {
    doc: 'Connections per process and role.',
    example: '10',
  }),

  TEMPORAL_ADDRESS: optional(hostAndPort, {
    doc: 'Temporal frontend. Unset: `npm start` runs a development server.',
    example: 'localhost:7233',
  }),
  TEMPORAL_NAMESPACE: withDefault(text, 'default', { doc: 'Temporal namespace.', example: 'default' }),
  TEMPORAL_API_KEY: optional(text, {
    doc: 'API key for Temporal Cloud; switches TLS on.',
    example: 'tmprl_key',
    secret: true,
  }),
  TEMPORAL_TLS: optional(flag, { doc: '1 to use TLS without a client certificate.', example: '1' }),
  TEMPORAL_TLS_CLIENT_CERT_PATH: optional(text, {
    doc: 'Client certificate for mTLS (PEM file).',
    example: '/etc/steward/client.pem',
  }),
  TEMPORAL_TLS_CLIENT_KEY_PATH: optional(text, {
    doc: 'Key of the client certificate (PEM file).',
    example: '/etc/steward/client.key',
  }),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: optional(text, {
    doc: 'Certificate authority of the Temporal server (PEM file), when it is not a public one.',
    example: '/etc/steward/ca.pem',
  }),
  TEMPORAL_TLS_SERVER_NAME: optional(text, {
    doc: 'Server name expected in the certificate.',
    example: 'temporal.example.com',
  }),
  TEMPORAL_UI_URL: optional(httpUrl, {
    doc: "Temporal's web UI, for links from a run to its workflow.",
    example: 'http://localhost:8233',
  }),
  TEMPORAL_TASK_QUEUE: withDefault(text, 'steward', {
    doc: 'Task queue of workflows and activities.',
    example: 'steward',
  }),
  TEMPORAL_SPLIT_QUEUES: withDefault(flag, '0', {
    doc: 'Reserved, without effect yet. 1: model calls and tools get task queues of their own (steward-llm, steward-tools), to scale them apart.',
    example: '1',
  }),

  LLM_BASE_URL: optional(httpUrl, {
    doc: 'Any OpenAI-compatible endpoint. Unset, and no key below set: the demo model answers.',
    example: 'http://localhost:11434/v1',
  }),
  LLM_API_KEY: optional(text, { doc: 'Key for LLM_BASE_URL.', example: 'sk-key', secret: true }),
  LLM_DEFAULT_MODEL: optional(text, {
    doc: 'Model of agents that name none. Required with LLM_BASE_URL.',
    example: 'gpt-4.1-mini',
  }),
  LLM_PRICES: optional(modelPrices, {
    doc: 'Prices that override the table, in US dollars per million tokens, by model name.',
    example: '{"my-model":{"input":0.5,"cachedInput":0.1,"output":1.5}}',
  }),
  LLM_MAX_CALLS_PER_ORGANIZATION: withDefault(wholeNumber(1, 10_000), '32', {
    doc: 'Model calls of one organization that may be under way at a time, over all workers; further ones wait.',
    example: '32',
  }),
  ...MODEL_SETTINGS,
  OPENROUTER_API_KEY: optional(text, {
    doc: 'Uses https://openrouter.ai/api/v1 when LLM_BASE_URL is not set.',
    example: 'sk-or-key',
    secret: true,
  }),
  OPENAI_API_KEY: optional(text, {
    doc: 'Uses https://api.openai.com/v1 when neither LLM_BASE_URL nor OPENROUTER_API_KEY is set.',
    example: 'sk-key',
    secret: true,
  }),
  DEMO_MODEL_PORT: withDefault(port, '4010', { doc: 'Port of the demo model.', example: '4010' }),

  STEWARD_GRANULARITY: optional(oneOf(['step', 'turn', 'burst']), {
    doc: 'How much of a run one activity does, for all kinds. Unset: each kind has its own.',
    example: 'turn',
  }),
  STEWARD_CONTINUE_AS_NEW_AFTER: optional(wholeNumber(1, 10_000), {
    doc: 'Steps after which a workflow continues as new. Unset: when Temporal suggests it.',
    example: '500',
  }),
  WORKER_MAX_ACTIVITIES: withDefault(wholeNumber(1, 10_000), '100', {
    doc: 'Activities that one worker runs at once.',
    example: '100',
  }),
  WORKER_MAX_WORKFLOW_TASKS: withDefault(wholeNumber(2, 10_000), '40', {
    doc: 'Workflow tasks that one worker runs at once.',
    example: '40',
  }),
  RECONCILE_INTERVAL_MS: withDefault(milliseconds, '15000', {
    doc: 'How often runs are compared with their workflows (milliseconds).',
    example: '15000',
  }),
  OUTBOX_POLL_MS: withDefault(milliseconds, '500', {
    doc: 'How often the outbox is read when no notification came (milliseconds).',
    example: '500',
  }),
  METRICS_PORT: optional(port, { doc: "Port of the worker's own /metrics. Unset: none.", example: '9464' }),
  STEWARD_FAULT: optional(text, {
    doc: 'Fault tests only: where the worker kills itself, or how often attempts end (worker/faults.ts).',
    example: 'after_model_recorded',
  }),
  SHUTDOWN_GRACE_MS: withDefault(milliseconds, '10000', {
    doc: 'How long a process finishes its work after SIGTERM (milliseconds).',
    example: '10000',
  }),

  STEWARD_DATA_DIR: optional(text, {
    doc: "Embedded data and generated keys. Default: the user's data directory (~/.local/share/steward).",
    example: '/var/lib/steward',
  }),
  STEWARD_ENCRYPTION_KEYS: optional(encryptionKeys, {
    doc: "Keep the organizations' credentials: id:base64key[,…] with keys of 32 bytes, the first encrypts, all decrypt. The same for API and workers; `npm run rotate-keys` moves secrets to the first. Generated in the data directory when embedded.",
    example: '2026a:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
    secret: true,
  }),
  STEWARD_EGRESS_PERMITTED_RANGES: optional(addressRanges, {
    doc: "DANGEROUS, for tests and for installations whose organizations are all yours: ranges of addresses, not public, that agents' HTTP requests and MCP servers may reach all the same, if the organization's list of hosts has them. Unset: none.",
    example: '10.20.0.0/24',
  }),
  STEWARD_EMBEDDED: withDefault(flag, '0', {
    doc: '1 in the processes that `npm start` starts; not meant to be set by hand.',
    example: '0',
  }),
  ...PEOPLE_SETTINGS,

  OTEL_EXPORTER_OTLP_ENDPOINT: optional(httpUrl, {
    doc: 'OpenTelemetry collector (OTLP over HTTP). Unset: traces are not exported.',
    example: 'http://localhost:4318',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: optional(text, {
    doc: 'Headers for the collector, name=value[,…].',
    example: 'x-api-key=key',
    secret: true,
  }),
  OTEL_SERVICE_NAME: optional(text, {
    doc: 'Service name in traces. Default: steward-api or steward-worker.',
    example: 'steward',
  }),
  LOG_LEVEL: withDefault(oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), 'info', {
    doc: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
    example: 'info',
  }),
} as const;
