/** The API on a port of its own over a database of its own, with the same parts as in production. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PERMISSIONS, type Permission, type Role } from '../../domain/access/permissions.ts';
import { type AgentSpec, agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { toPublicId } from '../../domain/ids.ts';
import { createLog, type Logger } from '../../config/log.ts';
import { createApp } from '../../api/app.ts';
import type { ApiSettings, AppContext } from '../../api/context.ts';
import { createOidc, type OidcOptions } from '../../api/auth/oidc.ts';
import { createDatabaseProbes } from '../../api/health/database-probes.ts';
import { Lifecycle } from '../../api/lifecycle.ts';
import { createMetrics } from '../../api/metrics.ts';
import { createApprovalLinks } from '../../store/approval-links.ts';
import { createReplyCodes } from '../../store/reply-codes.ts';
import { createApiKey } from '../../store/api-keys.ts';
import { resetMail } from '../../api/mail.ts';
import { openAuthDatabase } from '../../store/auth/authenticate.ts';
import { openLogin } from '../../store/auth/login.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { openPlatformDatabase } from '../../store/platform/platform-database.ts';
import { createHints } from '../../store/hints.ts';
import { newId } from '../../store/new-id.ts';
import { Pool } from 'pg';
import type { z } from 'zod';
import type { TestDatabase } from './database.ts';
import { createTestDatabase } from './stack.ts';

export const TEST_LOGIN_SECRET = 'signs the cookies of this test only';

export interface KeyOptions {
  readonly role?: Role;
  readonly scopes?: readonly Permission[];
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
}

export class ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  constructor(status: number, headers: Headers, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  /** The body, which must be what the contract says. */
  as<T>(schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(this.json());
    assert.ok(parsed.success, `${this.status} ${this.text.slice(0, 800)}`);
    return parsed.data;
  }

  json(): unknown {
    assert.match(this.headers.get('content-type') ?? '', /json/, this.text.slice(0, 200));
    return JSON.parse(this.text) as unknown;
  }
}

export interface RequestOptions {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
}

/** An organization with an owner's key. */
export interface TestOrganization {
  readonly id: string;
  readonly key: string;
}

interface Parts {
  readonly url: string;
  readonly ctx: AppContext;
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly pool: Pool;
  readonly stop: () => Promise<void>;
}

export class TestApi {
  readonly url: string;
  readonly ctx: AppContext;
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  readonly stop: () => Promise<void>;

  readonly #pool: Pool;

  constructor(parts: Parts) {
    this.url = parts.url;
    this.ctx = parts.ctx;
    this.database = parts.database;
    this.#pool = parts.pool;
    this.testDatabase = parts.testDatabase;
    this.stop = parts.stop;
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<ApiAnswer> {
    const { key, headers = {}, body, raw } = options;
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
    });
    return new ApiAnswer(response.status, response.headers, await response.text());
  }

  /** Looks at (or puts) rows behind the product's back, as superuser. */
  async sql<T = unknown>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.#pool.query(text, [...values])).rows as T[];
  }

  /** The mails that wait to be sent to an address, oldest first. */
  mailsTo(address: string): Promise<{ subject: string; text: string }[]> {
    return this.sql('SELECT subject, text FROM mail WHERE recipient = $1 ORDER BY created_at, id', [address]);
  }

  get(path: string, key?: string, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.request('GET', path, { key, headers });
  }

  post(
    path: string,
    key: string | undefined,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    return this.request('POST', path, { key, body, headers });
  }

  patch(path: string, key: string, body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.request('PATCH', path, { key, body, headers });
  }

  async createOrganization(name = 'Harbour Sailing School'): Promise<TestOrganization> {
    const id = newId();
    await this.sql('INSERT INTO organization (id, name, time_zone) VALUES ($1, $2, $3)', [
      id,
      name,
      'Europe/Berlin',
    ]);
    return { id, key: await this.createKey(id) };
  }

  async createKey(organizationId: string, options: KeyOptions = {}): Promise<string> {
    const { role = 'owner', scopes = PERMISSIONS, expiresAt = null, revokedAt = null } = options;
    const { secret, prefix, secretHash } = createApiKey();
    await this.sql(
      `INSERT INTO api_key (id, organization_id, name, prefix, secret_hash, role, scopes, expires_at, revoked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [newId(), organizationId, role, prefix, secretHash, role, scopes, expiresAt, revokedAt],
    );
    return secret;
  }

  /** An active agent, written past the API; answers its public id. */
  async createAgent(
    organizationId: string,
    spec: Partial<AgentSpec> = {},
    kind = 'dashboard_briefing',
  ): Promise<string> {
    const { agent } = await this.database.transact(organizationId, (store) =>
      store.agents.create({
        name: 'Morning briefing',
        kind,
        status: 'active',
        spec: agentSpecSchema.parse(spec),
        author: 'test',
        title: 'Created',
      }),
    );
    return toPublicId('agent', agent.id);
  }
}

export interface TestApiOptions extends Partial<ApiSettings> {
  /** Where the API believes its database is, such as behind a proxy that can fail. */
  readonly databasePort?: (real: number) => Promise<number>;
  readonly oidc?: Omit<OidcOptions, 'publicUrl'>;
  readonly log?: Logger;
  /** One that somebody else made, and drops. */
  readonly testDatabase?: TestDatabase;
}

export async function startTestApi({
  databasePort,
  oidc,
  log = createLog({ level: 'silent', name: 'api' }),
  testDatabase: given,
  ...settings
}: TestApiOptions = {}): Promise<TestApi> {
  const testDatabase = given ?? (await createTestDatabase());
  const seenAt = await viaPort(testDatabase, databasePort);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const auth = openAuthDatabase(seenAt.auth);
  const publicUrl = settings.publicUrl ?? url;
  const login = openLogin({
    url: seenAt.auth,
    publicUrl,
    secret: TEST_LOGIN_SECRET,
    sendResetLink: (to) => auth.enqueueMail(resetMail(publicUrl, to)),
  });
  const encryptionKeys = [{ id: 'test', key: Buffer.alloc(32, 7) }];
  const database = await openDatabase({ url: seenAt.app, poolSize: 8, encryptionKeys });
  const platform = openPlatformDatabase(testDatabase.platform);
  const hints = createHints({ url: seenAt.app, onProblem: () => undefined });
  const pool = new Pool({ connectionString: testDatabase.superuser, max: 2 });
  // The database is dropped with its sessions; their last words are nobody's concern.
  pool.on('error', () => undefined);
  const lifecycle = new Lifecycle();
  const ctx: AppContext = {
    settings: {
      publicUrl: url,
      embedded: false,
      isDemoModel: true,
      model: { name: 'demo-small', prices: {} },
      temporal: { uiUrl: 'http://localhost:8233', namespace: 'default' },
      webDirectory: undefined,
      badAnswers: 'throw',
      streamPingMs: 15_000,
      pollMs: 200,
      rateLimits: { perCaller: 100_000, perOrganization: 100_000, perAddress: 100_000, perLogin: 100_000 },
      trustedProxies: 0,
      sendsMail: true,
      ...settings,
    },
    database,
    platform,
    auth,
    login,
    oidc: oidc === undefined ? undefined : createOidc({ ...oidc, publicUrl }),
    approvalLinks: createApprovalLinks(TEST_LOGIN_SECRET),
    replyCodes: createReplyCodes(TEST_LOGIN_SECRET),
    hints,
    log,
    metrics: createMetrics(),
    build: { version: '0.0.0-test' },
    probes: createDatabaseProbes(auth),
    lifecycle,
    readDemoAccess: () => Promise.resolve({ apiKey: 'sk_demo', login: null }),
  };
  server.on('request', createApp(ctx));
  const stop = async (): Promise<void> => {
    lifecycle.beginStop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const open = [hints, database, platform, auth, login];
    await Promise.allSettled([...open.map((part) => part.close()), pool.end()]);
    if (given === undefined) await testDatabase.drop();
  };
  return new TestApi({ url, ctx, database, pool, testDatabase, stop });
}

async function viaPort(
  { app, auth }: TestDatabase,
  choose: TestApiOptions['databasePort'],
): Promise<{ app: string; auth: string }> {
  if (choose === undefined) return { app, auth };
  const port = String(await choose(Number(new URL(app).port)));
  const moved = (url: string): string => Object.assign(new URL(url), { port }).href;
  return { app: moved(app), auth: moved(auth) };
}
