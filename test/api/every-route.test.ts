/** What must hold of every route, generated from the list of routes: a new one is tested before it is written. */
import assert from 'node:assert/strict';
import { PERMISSIONS } from '../../domain/access/permissions.ts';
import type { Route } from '../../api/route.ts';
import { ROUTES } from '../../api/routes/index.ts';
import { createApiKey } from '../../store/api-keys.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

const NEVER_MADE: Readonly<Record<string, string>> = {
  agents: 'agt_01h2xcejqtf2nbrexx3vqjhp41',
  runs: 'run_01h2xcejqtf2nbrexx3vqjhp41',
  approvals: 'apr_01h2xcejqtf2nbrexx3vqjhp41',
};
/** Bodies that are right as far as they go, so that what is refused is the id or the key and not the body. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /v1/approvals/{id}/decision': { decision: 'approve' },
  'PATCH /v1/agents/{id}': { name: 'Renamed' },
};

const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const resourceOf = ({ path }: Route): string => path.split('/')[2] ?? '';
const hasId = ({ path }: Route): boolean => path.includes('{id}');
const isGuarded = (route: Route): boolean => route.permission !== 'public';

describe('every route', () => {
  let api: TestApi;
  let org: TestOrganization;
  let other: TestOrganization;
  let own: Record<string, string>;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    other = await api.createOrganization('Another school');
    const { runId, approvalId } = await createWaitingRun(api, org.id);
    own = { agents: await api.createAgent(org.id), runs: runId, approvals: approvalId };
  });
  after(() => api.stop());

  const call = (route: Route, key: string | undefined, id = NEVER_MADE[resourceOf(route)] ?? '') => {
    const body = route.method === 'get' ? undefined : (BODIES[nameOf(route)] ?? {});
    return api.request(route.method.toUpperCase(), route.path.replace('{id}', id), { key, body });
  };

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

    it(`${nameOf(route)} answers 403 to a key without its scope, and names the scope`, async () => {
      const scopes = PERMISSIONS.filter((permission) => permission !== route.permission);
      const answer = await call(route, await api.createKey(org.id, { scopes }), own[resourceOf(route)]);
      assert.equal(assertProblem(answer, 'forbidden').requiredScope, route.permission);
    });
  }

  for (const route of ROUTES.filter(hasId)) {
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
        const answer = await api.request(method, path.replace('{id}', own[path.split('/')[2] ?? ''] ?? ''), {
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
      const path = route.path.replace('{id}', own[resourceOf(route)] ?? '');
      const answer = await api.get(`${path}?nonsense=1`, org.key);
      assertProblem(answer, 'invalid_request', ['/nonsense']);
    });
  }

  for (const route of ROUTES.filter((item) => isGuarded(item) && item.method !== 'get')) {
    const target = (): string => route.path.replace('{id}', own[resourceOf(route)] ?? '');
    const send = (raw: string, headers: Record<string, string> = {}) =>
      api.request(route.method.toUpperCase(), target(), { key: org.key, raw, headers });

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
