/** What must hold of every route, generated from the list of routes: a new one is tested before it is written. */
import assert from 'node:assert/strict';
import { PERMISSIONS } from '../../domain/access/permissions.ts';
import type { Route } from '../../api/route.ts';
import { credentialView } from '../../domain/contracts/credentials.ts';
import { mcpServerView } from '../../domain/contracts/mcp-servers.ts';
import { skillView } from '../../domain/contracts/skills.ts';
import { ROUTES } from '../../api/routes/index.ts';
import { createApiKey } from '../../store/api-keys.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { tokenOf, Visitor } from '../support/visitor.ts';

const NEVER_MADE: Readonly<Record<string, string>> = {
  agents: 'agt_01h2xcejqtf2nbrexx3vqjhp41',
  budgets: 'agt_01h2xcejqtf2nbrexx3vqjhp41',
  runs: 'run_01h2xcejqtf2nbrexx3vqjhp41',
  approvals: 'apr_01h2xcejqtf2nbrexx3vqjhp41',
  skills: 'skl_01h2xcejqtf2nbrexx3vqjhp41',
  members: 'mem_01h2xcejqtf2nbrexx3vqjhp41',
  invitations: 'inv_01h2xcejqtf2nbrexx3vqjhp41',
  'api-keys': 'key_01h2xcejqtf2nbrexx3vqjhp41',
  notifications: 'ntf_01h2xcejqtf2nbrexx3vqjhp41',
  credentials: 'crd_01h2xcejqtf2nbrexx3vqjhp41',
  'mcp-servers': 'mcp_01h2xcejqtf2nbrexx3vqjhp41',
  'reply-addresses': 'rpa_01h2xcejqtf2nbrexx3vqjhp41',
  'platform/agents': 'agt_01h2xcejqtf2nbrexx3vqjhp41',
  'platform/skills': 'skl_01h2xcejqtf2nbrexx3vqjhp41',
};
/** Bodies that are right as far as they go, so that what is refused is the id or the key and not the body. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/approvals/{id}/decision': { decision: 'approve' },
  'POST /v1/runs/{id}/replay': { fromTurn: 1 },
  'PATCH /v1/agents/{id}': { name: 'Renamed' },
  'PATCH /v1/platform/agents/{id}': { name: 'Renamed' },
  'PATCH /v1/platform/skills/{id}': { title: 'Renamed' },
  'PUT /v1/agents/{id}/skills': { skillIds: [] },
  'PUT /v1/agents/{id}/grants': { tools: [] },
  'POST /v1/agents/{id}/schedules': { name: 'Daily', cron: '0 8 * * *' },
  'PATCH /v1/members/{id}': { role: 'viewer' },
  'PATCH /v1/skills/{id}': { title: 'Renamed' },
  'PUT /v1/mcp-servers/{id}/tools/{toolId}': { hash: '0'.repeat(64) },
  'POST /v1/reply-addresses/{id}/confirm': { code: 'K7Q2M9XA' },
  'PUT /v1/credentials/{id}': { hosts: ['api.example.com'], secret: 'another-secret' },
};

/** Ids behind the first one of a path, of things that were never made. */
const CHILDREN: Readonly<Record<string, string>> = {
  versionId: 'agv_01h2xcejqtf2nbrexx3vqjhp41',
  scheduleId: 'sch_01h2xcejqtf2nbrexx3vqjhp41',
  toolId: 'mct_01h2xcejqtf2nbrexx3vqjhp41',
};
const addressOf = (path: string, id: string): string =>
  path.replace('{id}', id).replaceAll(/\{(\w+)\}/g, (_, name: string) => CHILDREN[name] ?? name);
const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const resourceOf = ({ path }: Pick<Route, 'path'>): string =>
  /^\/v1\/((?:platform\/)?[^/]+)/.exec(path)?.[1] ?? '';
const hasId = ({ path }: Route): boolean => path.includes('{id}');
const isGuarded = (route: Route): boolean => route.permission !== 'public';
/** For people who are logged in, not for keys. */
const isPersonal = ({ permission }: Route): boolean => permission === 'person' || permission === 'staff';
const isScoped = (route: Route): boolean => isGuarded(route) && !isPersonal(route);

describe('every route', () => {
  let api: TestApi;
  let org: TestOrganization;
  let other: TestOrganization;
  let own: Record<string, string>;
  /** Owner of an organization and staff of the platform. */
  let staff: Visitor;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    other = await api.createOrganization('Another school');
    const { runId, approvalId } = await createWaitingRun(api, org.id);
    own = {
      agents: await api.createAgent(org.id),
      budgets: await api.createAgent(org.id),
      runs: runId,
      approvals: approvalId,
      // A member's; the keys here are nobody's.
      notifications: 'ntf_01h2xcejqtf2nbrexx3vqjhp41',
      'reply-addresses': 'rpa_01h2xcejqtf2nbrexx3vqjhp41',
      skills: await createSkill(api, org),
      credentials: await createCredential(api, org),
      'mcp-servers': await createMcpServer(api, org),
      // The platform's briefing and its guide to e-mails, from the migrations.
      'platform/agents': 'agt_01j0000000e00800000000005h',
      'platform/skills': 'skl_01j0000000e008000000000051',
      ...(await createPeople(api, org)),
    };
    staff = new Visitor(api);
    await staff.signUp();
    await api.sql('INSERT INTO platform_staff SELECT id FROM person WHERE email = $1', [staff.email]);
  });
  after(() => api.stop());

  const call = (route: Route, key: string | undefined, id = NEVER_MADE[resourceOf(route)] ?? '') => {
    const body = route.method === 'get' ? undefined : (BODIES[nameOf(route)] ?? {});
    return api.request(route.method.toUpperCase(), addressOf(route.path, id), { key, body });
  };
  /** Who may use the route, as far as being let in goes. */
  const insider = (route: Route) =>
    isPersonal(route)
      ? { headers: { cookie: staff.cookie, origin: api.url } }
      : { key: org.key, headers: {} };

  for (const route of ROUTES.filter(isGuarded)) {
    it(`${nameOf(route)} answers 401 to strangers, and to expired, revoked and unknown keys`, async () => {
      const past = new Date(Date.now() - 1000);
      const keys = [
        undefined,
        '',
        'sk_',
        'not-a-key',
        createApiKey().secret,
        await api.createKey(org.id, { expiresAt: past }),
        await api.createKey(org.id, { revokedAt: past }),
      ];
      for (const key of keys) {
        const answer = await call(route, key, own[resourceOf(route)]);
        assertProblem(answer, 'unauthenticated');
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
      }
    });
  }

  for (const route of ROUTES.filter(isPersonal)) {
    it(`${nameOf(route)} answers 403 to keys, and to a cookie from another site`, async () => {
      assertProblem(await call(route, org.key), 'forbidden');
      const headers = { cookie: staff.cookie, origin: 'https://evil.example.com' };
      if (route.method === 'get') return;
      const path = addressOf(route.path, own[resourceOf(route)] ?? '');
      assertProblem(await api.request(route.method.toUpperCase(), path, { headers }), 'forbidden');
    });
  }

  for (const route of ROUTES.filter((item) => item.permission === 'staff')) {
    it(`${nameOf(route)} answers 403 to people who are not of the staff`, async () => {
      const visitor = new Visitor(api);
      await visitor.signUp();
      const path = addressOf(route.path, own[resourceOf(route)] ?? '');
      assertProblem(await visitor.send(route.method.toUpperCase(), path), 'forbidden');
    });
  }

  for (const route of ROUTES.filter(isScoped)) {
    it(`${nameOf(route)} answers 403 to a key without its scope, and names the scope`, async () => {
      const scopes = PERMISSIONS.filter((permission) => permission !== route.permission);
      const answer = await call(route, await api.createKey(org.id, { scopes }), own[resourceOf(route)]);
      assert.equal(assertProblem(answer, 'forbidden').requiredScope, route.permission);
    });
  }

  for (const route of ROUTES.filter((item) => hasId(item) && isScoped(item))) {
    it(`${nameOf(route)} answers 404 for ids of others, unknown ids and ids of the wrong form`, async () => {
      const id = own[resourceOf(route)] ?? '';
      const foreign = await call(route, other.key, id);
      const unknown = await call(route, other.key);
      assert.equal(
        assertProblem(foreign, 'not_found').detail,
        assertProblem(unknown, 'not_found').detail,
        'nothing tells a foreign id from one that was never made',
      );
      const wrong = [
        `${id}x`,
        id.slice(4),
        'null',
        '%00',
        '..%2f..',
        '%F0%9F',
        'org_01h2xcejqtf2nbrexx3vqjhp41',
        'a'.repeat(3000),
      ];
      for (const text of wrong) assertProblem(await call(route, org.key, text), 'not_found');
    });
  }

  for (const path of new Set(ROUTES.map((route) => route.path))) {
    it(`${path} answers 405 to methods it does not take, with those it takes`, async () => {
      const allowed = ROUTES.filter((route) => route.path === path).map((route) =>
        route.method.toUpperCase(),
      );
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
        (item) => !allowed.includes(item),
      )) {
        const answer = await api.request(method, addressOf(path, own[resourceOf({ path })] ?? ''), {
          key: org.key,
        });
        assertProblem(answer, 'method_not_allowed');
        for (const item of allowed)
          assert.ok(answer.headers.get('allow')?.includes(item), `Allow names ${item}`);
      }
    });
  }

  for (const route of ROUTES.filter((item) => isGuarded(item) && item.method === 'get')) {
    it(`${nameOf(route)} refuses unknown query fields by name`, async () => {
      const path = addressOf(route.path, own[resourceOf(route)] ?? '');
      const answer = await api.request('GET', `${path}?nonsense=1`, insider(route));
      assertProblem(answer, 'invalid_request', ['/nonsense']);
    });
  }

  for (const route of ROUTES.filter((item) => item.method !== 'get')) {
    const target = (): string => addressOf(route.path, own[resourceOf(route)] ?? '');
    const send = (raw: string, more: Record<string, string> = {}) => {
      const { headers, ...key } = insider(route);
      const options = { ...key, raw, headers: { ...headers, ...more } };
      return api.request(route.method.toUpperCase(), target(), options);
    };

    it(`${nameOf(route)} refuses bodies that are no JSON, too large, unstorable or have unknown fields`, async () => {
      assertProblem(await send('{"a":'), 'invalid_json');
      assertProblem(await send('{"a":1}', { 'content-type': 'text/plain' }), 'unsupported_media_type');
      assertProblem(
        await send('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
        'unsupported_media_type',
      );
      assertProblem(await send('{"a":1}', { 'content-encoding': 'compress' }), 'unsupported_media_type');
      assertProblem(await send('nonsense', { 'content-encoding': 'gzip' }), 'invalid_json');
      assertProblem(await send(JSON.stringify({ text: 'x'.repeat(2_000_000) })), 'payload_too_large');
      assertProblem(await send('{"a":"\\u0000"}'), 'invalid_request', ['/a']);
      assertProblem(await send('{"a":"\\ud800"}'), 'invalid_request', ['/a']);
      assertProblem(await send('{"a":1e999}'), 'invalid_request', ['/a']);
      assertProblem(await send('['.repeat(100_000) + ']'.repeat(100_000)), 'invalid_request');
      const unknown = assertProblem(await send('{"nonsense":1}'), 'invalid_request');
      assert.ok(unknown.errors?.some((error) => error.pointer === '/nonsense'));
      for (const raw of ['[]', '"text"', '1', 'null', 'true'])
        assertProblem(await send(raw), 'invalid_request');
    });
  }

  it('answers 404 as a problem where there is no route', async () => {
    assertProblem(await api.get('/v1/nothing', org.key), 'not_found');
    assertProblem(await api.get('/nothing'), 'not_found');
    assertProblem(await api.get('/v1/%', org.key), 'not_found');
  });

  it("takes over a caller's request id, unless it could spoil a log", async () => {
    const good = await api.get('/v1/nothing', org.key, { 'x-request-id': 'my-id-1' });
    assert.equal(assertProblem(good, 'not_found').requestId, 'my-id-1');
    const bad = await api.get('/v1/nothing', org.key, { 'x-request-id': 'a b"c' });
    assert.match(assertProblem(bad, 'not_found').requestId, /^req_[0-9a-f]{32}$/);
  });
});

/** A member, an invitation and a key of the organization; their ids by resource. */
async function createPeople(api: TestApi, org: TestOrganization): Promise<Record<string, string>> {
  const guest = new Visitor(api);
  const idOf = async (path: string, body: unknown): Promise<string> =>
    ((await api.post(path, org.key, body)).json() as { id: string }).id;
  const invited = await api.post('/v1/invitations', org.key, { email: guest.email, role: 'viewer' });
  await guest.signUp({
    invitationToken: tokenOf(invited),
    organizationName: undefined,
    timeZone: undefined,
  });
  const [membership] = (await guest.me()).memberships;
  return {
    members: membership?.memberId ?? '',
    invitations: await idOf('/v1/invitations', { email: 'someone@school.test', role: 'viewer' }),
    'api-keys': await idOf('/v1/api-keys', { name: 'Program', scopes: ['runs:read'] }),
  };
}

async function createSkill(api: TestApi, org: TestOrganization): Promise<string> {
  const words = { title: 'Knots', description: 'Use this when tying.', body: 'Bowline first.' };
  return (await api.post('/v1/skills', org.key, words)).as(skillView).id;
}

async function createCredential(api: TestApi, org: TestOrganization): Promise<string> {
  const body = { name: 'crm-api', kind: 'bearer', hosts: ['api.example.com'], secret: 'a-long-secret' };
  return (await api.post('/v1/credentials', org.key, body)).as(credentialView).id;
}

async function createMcpServer(api: TestApi, org: TestOrganization): Promise<string> {
  await api.sql(`UPDATE organization SET egress_hosts = '{mcp.example.com}' WHERE id = $1`, [org.id]);
  const body = { name: 'crm', url: 'https://mcp.example.com/mcp' };
  return (await api.post('/v1/mcp-servers', org.key, body)).as(mcpServerView).id;
}
