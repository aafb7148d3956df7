import assert from 'node:assert/strict';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { Visitor } from '../support/visitor.ts';

describe('requests with a login cookie', () => {
  let api: TestApi;
  let visitor: Visitor;

  before(async () => {
    api = await startTestApi({ publicUrl: 'https://steward.example.com' });
    visitor = new Visitor(api);
    await visitor.signUp();
  });
  after(() => api.stop());

  const invite = (headers: Record<string, string>) =>
    api.post(
      '/v1/invitations',
      undefined,
      { email: `guest-${String(Math.random()).slice(2)}@school.test`, role: 'viewer' },
      { cookie: visitor.cookie, ...headers },
    );

  it('change something only from pages of this installation', async () => {
    for (const origin of [
      'https://evil.example.com',
      'https://steward.example.com.evil.example',
      'http://steward.example.com',
      'null',
      '',
    ]) {
      assertProblem(await invite({ origin }), 'forbidden');
    }
    assertProblem(await invite({}), 'forbidden');
    assertProblem(await invite({ 'sec-fetch-site': 'cross-site' }), 'forbidden');
    assertProblem(await invite({ 'sec-fetch-site': 'same-site' }), 'forbidden');
    assert.equal((await invite({ origin: 'https://steward.example.com' })).status, 201);
    assert.equal((await invite({ origin: api.url })).status, 201);
    assert.equal((await invite({ 'sec-fetch-site': 'same-origin' })).status, 201);
  });

  it('cannot be ended by another site either', async () => {
    const headers = { cookie: visitor.cookie, origin: 'https://evil.example.com' };
    assertProblem(await api.request('POST', '/v1/logout', { headers }), 'forbidden');
    assert.equal((await api.get('/v1/me', undefined, { cookie: visitor.cookie })).status, 200);
  });

  it('read without an origin, and keys need none at all', async () => {
    assert.equal((await api.get('/v1/members', undefined, { cookie: visitor.cookie })).status, 200);
    const org = await api.createOrganization();
    const answer = await api.post(
      '/v1/invitations',
      org.key,
      { email: 'guest@school.test', role: 'viewer' },
      { origin: 'https://evil.example.com' },
    );
    assert.equal(answer.status, 201, answer.text);
  });
});
