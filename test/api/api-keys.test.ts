import assert from 'node:assert/strict';
import type { z } from 'zod';
import { PERMISSIONS, permissionsOf } from '../../domain/access/permissions.ts';
import { apiKeyPage, newApiKeyView } from '../../domain/contracts/api-keys.ts';
import { memberPage } from '../../domain/contracts/members.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

type NewKey = z.output<typeof newApiKeyView>;

describe('API keys', () => {
  let api: TestApi;
  let owner: Visitor;

  before(async () => {
    api = await startTestApi();
    owner = new Visitor(api);
    await owner.signUp();
  });
  after(() => api.stop());

  const make = async (by: Visitor, scopes: readonly string[], more: object = {}): Promise<NewKey> =>
    (await by.send('POST', '/v1/api-keys', { name: 'Program', scopes, ...more })).as(newApiKeyView);
  const secretOf = ({ secret }: NewKey): string => secret ?? '';
  const setRole = async (of: Visitor, role: string) => {
    const { data } = (await owner.send('GET', '/v1/members')).as(memberPage);
    const id = data.find((member) => member.email === of.email)?.id ?? '';
    return role === 'none'
      ? owner.send('DELETE', `/v1/members/${id}`)
      : owner.send('PATCH', `/v1/members/${id}`, { role });
  };

  it('work with their scopes, are shown once and stored as a hash', async () => {
    const made = await make(owner, ['agents:read']);
    const secret = secretOf(made);
    assert.match(secret, /^sk_/);
    assert.equal((await api.get('/v1/agents', secret)).status, 200);
    assertProblem(await api.get('/v1/runs', secret), 'forbidden');
    const listed = (await owner.send('GET', '/v1/api-keys')).as(apiKeyPage).data;
    const found = listed.find((key) => key.id === made.id);
    assert.equal(found?.prefix, secret.slice(0, 10));
    for (const table of ['api_key', 'idempotency_key', 'audit_value']) {
      const [row] = await api.sql<{ found: number }>(
        `SELECT count(*)::int AS found FROM ${table} t WHERE t::text LIKE $1`,
        [`%${secret}%`],
      );
      assert.equal(row?.found, 0, table);
    }
  });

  it('are made once under an Idempotency-Key, whose repeat does not show the secret again', async () => {
    const send = () =>
      owner.send(
        'POST',
        '/v1/api-keys',
        { name: 'Once', scopes: ['agents:read'] },
        { 'idempotency-key': 'k1' },
      );
    const first = (await send()).as(newApiKeyView);
    const again = (await send()).as(newApiKeyView);
    assert.deepEqual(again, { ...first, secret: null });
  });

  it('never get more than their maker has, and the answer names the scope', async () => {
    const narrow = secretOf(await make(owner, ['keys:write', 'runs:read']));
    const body = { name: 'More', scopes: ['runs:read', 'members:write'] };
    const refused = assertProblem(await api.post('/v1/api-keys', narrow, body), 'invalid_request', [
      '/scopes/1',
    ]);
    assert.match(refused.detail, /members:write/);
    const child = (await api.post('/v1/api-keys', narrow, { name: 'Child', scopes: ['runs:read'] })).as(
      newApiKeyView,
    );
    const [row] = await api.sql<{ same: boolean; created_by: string }>(
      `SELECT person_id = (SELECT id FROM person WHERE email = $1) AS same, created_by FROM api_key WHERE name = 'Child'`,
      [owner.email],
    );
    assert.equal(row?.same, true, 'a key made by a key belongs to the same member');
    assert.match(row.created_by, /^key:key_/);
    assert.equal(child.role, 'owner');
    const unknown = { name: 'X', scopes: ['everything'] };
    assertProblem(await api.post('/v1/api-keys', narrow, unknown), 'invalid_request', ['/scopes/0']);
    const past = { name: 'X', scopes: ['runs:read'], expiresAt: '2020-01-01T00:00:00Z' };
    assertProblem(await api.post('/v1/api-keys', narrow, past), 'invalid_request', ['/expiresAt']);
  });

  it('shrink when their maker gets a lesser role, grow back with it, and stop when the maker leaves', async () => {
    const admin = await inviteAndJoin(api, owner, 'admin');
    const secret = secretOf(await make(admin, permissionsOf('admin')));
    const statuses = async () =>
      [await api.get('/v1/members', secret), await api.get('/v1/audit', secret)].map(({ status }) => status);
    assert.deepEqual(await statuses(), [200, 200]);
    assert.equal((await setRole(admin, 'viewer')).status, 200);
    assert.deepEqual(await statuses(), [200, 403]);
    assert.equal((await setRole(admin, 'owner')).status, 200);
    assert.deepEqual(await statuses(), [200, 200]);
    const invited = { email: 'boss@school.test', role: 'owner' };
    assertProblem(await api.post('/v1/invitations', secret, invited), 'forbidden');
    assert.equal((await setRole(admin, 'none')).status, 200);
    assertProblem(await api.get('/v1/members', secret), 'unauthenticated');
  });

  it('stop at once when they are revoked', async () => {
    const made = await make(owner, ['agents:read']);
    assert.equal((await owner.send('DELETE', `/v1/api-keys/${made.id}`)).status, 200);
    assert.match(
      assertProblem(await api.get('/v1/agents', secretOf(made)), 'unauthenticated').detail,
      /revoked/,
    );
    assert.equal((await owner.send('DELETE', `/v1/api-keys/${made.id}`)).status, 200, 'a repeat is no error');
    assertProblem(await owner.send('POST', `/v1/api-keys/${made.id}/rotate`, {}), 'conflict');
  });

  it('are rotated with an overlap: both work, then only the new one', async () => {
    const old = await make(owner, ['agents:read']);
    const rotate = (overlapSeconds: unknown) =>
      owner.send('POST', `/v1/api-keys/${old.id}/rotate`, { overlapSeconds });
    assertProblem(await rotate(8 * 24 * 3600), 'invalid_request', ['/overlapSeconds']);
    const fresh = (await rotate(3600)).as(newApiKeyView);
    assert.equal(fresh.rotatedFromId, old.id);
    assert.deepEqual(fresh.scopes, old.scopes);
    for (const key of [old, fresh]) assert.equal((await api.get('/v1/agents', secretOf(key))).status, 200);
    const listed = (await owner.send('GET', '/v1/api-keys')).as(apiKeyPage).data;
    const ends = Date.parse(listed.find((key) => key.id === old.id)?.expiresAt ?? '') - Date.now();
    assert.ok(ends > 3_500_000 && ends <= 3_600_000, String(ends));
    const newest = (await owner.send('POST', `/v1/api-keys/${fresh.id}/rotate`, {})).as(newApiKeyView);
    assertProblem(await api.get('/v1/agents', secretOf(fresh)), 'unauthenticated');
    assert.equal((await api.get('/v1/agents', secretOf(newest))).status, 200);
  });

  it('are not rotated by whoever may less than the key', async () => {
    const strong = await make(owner, PERMISSIONS);
    const admin = await inviteAndJoin(api, owner, 'admin');
    assertProblem(await admin.send('POST', `/v1/api-keys/${strong.id}/rotate`, {}), 'forbidden');
    const narrow = secretOf(await make(owner, ['keys:write']));
    assertProblem(await api.post(`/v1/api-keys/${strong.id}/rotate`, narrow, {}), 'forbidden');
    const viewer = await inviteAndJoin(api, owner, 'viewer');
    assertProblem(
      await viewer.send('POST', '/v1/api-keys', { name: 'X', scopes: ['runs:read'] }),
      'forbidden',
    );
  });
});
