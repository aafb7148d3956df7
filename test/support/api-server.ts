/** The API on a port of its own over a database of its own, with the same parts as in production. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PERMISSIONS, type Permission, type Role } from '../../domain/access/permissions.ts';
import { type AgentSpec, agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { toPublicId } from '../../domain/ids.ts';
import { createLog } from '../../config/log.ts';
import { createApp } from '../../api/app.ts';
import type { ApiSettings, AppContext } from '../../api/context.ts';
import { createDatabaseProbes } from '../../api/health/database-probes.ts';
import { Lifecycle } from '../../api/lifecycle.ts';
import { createMetrics } from '../../api/metrics.ts';
import { createApiKey } from '../../store/api-keys.ts';
import { openAuthDatabase } from '../../store/auth/authenticate.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { createHints } from '../../store/hints.ts';
import { newId } from '../../store/new-id.ts';
import { createClient, type PrismaClient } from '../../store/prisma.ts';
import type { TestDatabase } from './database.ts';
import { createTestDatabase } from './stack.ts';

export interface KeyOptions {
  readonly role?: Role;
  readonly scopes?: readonly Permission[];
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, when it is JSON. */
  readonly body: any;
}

export interface RequestOptions {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
}

/** An organization with an owner's key. */
export interface TestOrganization {
  readonly id: string;
  readonly key: string;
}

export class TestApi {
  readonly url: string;
  readonly ctx: AppContext;
  readonly database: Database;
  readonly system: PrismaClient;
  readonly testDatabase: TestDatabase;
  readonly stop: () => Promise<void>;

  constructor(parts: Omit<TestApi, 'request' | 'get' | 'post' | 'patch' | 'createOrganization' | 'createKey' | 'createAgent'>) {
    this.url = parts.url;
    this.ctx = parts.ctx;
    this.database = parts.database;
    this.system = parts.system;
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
      ...(payload === undefined ? {} : { body: payload as BodyInit }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  }

  get(path: string, key?: string, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.request('GET', path, { key, headers });
  }

  post(path: string, key: string | undefined, body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.request('POST', path, { key, body, headers });
  }

  patch(path: string, key: string, body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return this.request('PATCH', path, { key, body, headers });
  }

  async createOrganization(name = 'Harbour Sailing School'): Promise<TestOrganization> {
    const id = newId();
    await this.system.organization.create({ data: { id, name, timeZone: 'Europe/Berlin' } });
    return { id, key: await this.createKey(id) };
  }

  async createKey(organizationId: string, options: KeyOptions = {}): Promise<string> {
    const { role = 'owner', scopes = PERMISSIONS, expiresAt = null, revokedAt = null } = options;
    const { secret, prefix, secretHash } = createApiKey();
    await this.system.apiKey.create({
      data: { id: newId(), organizationId, name: role, prefix, secretHash, role, scopes: [...scopes], expiresAt, revokedAt },
    });
    return secret;
  }

  /** An active agent, written past the API; answers its public id. */
  async createAgent(organizationId: string, spec: Partial<AgentSpec> = {}, kind = 'dashboard_briefing'): Promise<string> {
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

export async function startTestApi(settings: Partial<ApiSettings> = {}): Promise<TestApi> {
  const testDatabase = await createTestDatabase();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const auth = openAuthDatabase(testDatabase.auth);
  const database = await openDatabase({ url: testDatabase.app, poolSize: 8 });
  const hints = createHints({ url: testDatabase.app, onProblem: () => undefined });
  const system = createClient(testDatabase.system, { max: 3, connectionTimeoutMs: 5000, statementTimeoutMs: 10_000 });
  const lifecycle = new Lifecycle();
  const ctx: AppContext = {
    settings: {
      publicUrl: url,
      embedded: false,
      isDemoModel: true,
      temporal: { uiUrl: 'http://localhost:8233', namespace: 'default' },
      webDirectory: undefined,
      badAnswers: 'throw',
      streamPingMs: 15_000,
      pollMs: 200,
      ...settings,
    },
    database,
    auth,
    hints,
    log: createLog({ level: 'silent', name: 'api' }),
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
    await Promise.allSettled([hints.close(), database.close(), auth.close(), system.$disconnect()]);
    await testDatabase.drop();
  };
  return new TestApi({ url, ctx, database, system, testDatabase, stop });
}
