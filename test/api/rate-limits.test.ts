import assert from 'node:assert/strict';
import { type ApiAnswer, startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { Visitor } from '../support/visitor.ts';

describe('rate limits', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi({
      rateLimits: { perCaller: 5, perOrganization: 12, perAddress: 40, perLogin: 3 },
    });
  });
  after(() => api.stop());

  const times = async (count: number, ask: () => Promise<ApiAnswer>): Promise<number[]> => {
    const statuses: number[] = [];
    for (let i = 0; i < count; i += 1) statuses.push((await ask()).status);
    return statuses;
  };
  const assertLimited = (answer: ApiAnswer): void => {
    assertProblem(answer, 'rate_limited');
    const seconds = Number(answer.headers.get('retry-after'));
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, String(seconds));
  };

  it('hold for each key by itself, and say when to come back', async () => {
    const org = await api.createOrganization();
    const second = await api.createKey(org.id);
    assert.deepEqual(await times(5, () => api.get('/v1/agents', org.key)), [200, 200, 200, 200, 200]);
    assertLimited(await api.get('/v1/agents', org.key));
    assertLimited(await api.get('/v1/runs', org.key));
    assert.equal((await api.get('/v1/agents', second)).status, 200);
  });

  it('hold for an organization over all its keys, and leave others alone', async () => {
    const org = await api.createOrganization();
    const keys = await Promise.all([1, 2, 3].map(() => api.createKey(org.id)));
    for (const key of keys.slice(0, 2)) await times(5, () => api.get('/v1/agents', key));
    assert.deepEqual(await times(2, () => api.get('/v1/agents', keys[2])), [200, 200]);
    assertLimited(await api.get('/v1/agents', keys[2]));
    const other = await api.createOrganization();
    assert.equal((await api.get('/v1/agents', other.key)).status, 200);
  });

  it('hold for a logged-in person', async () => {
    const visitor = new Visitor(api);
    await visitor.signUp();
    assert.deepEqual(await times(5, () => visitor.send('GET', '/v1/me')), [200, 200, 200, 200, 200]);
    assertLimited(await visitor.send('GET', '/v1/me'));
  });

  it('stop somebody who tries passwords, whatever the body, and no one else', async () => {
    const target = new Visitor(api, 'target@school.test');
    assert.deepEqual(await times(3, () => target.logIn('a wrong password')), [401, 401, 401]);
    assertLimited(await target.logIn('a wrong password'));
    assertLimited(await new Visitor(api, 'TARGET@school.test ').logIn());
    assertLimited(await target.trySignUp());
    assert.equal((await new Visitor(api).logIn()).status, 401);
  });

  it('count what is refused for its form, too', async () => {
    const ask = () => api.post('/v1/password-reset', undefined, { email: 7 });
    assert.deepEqual(await times(3, ask), [422, 422, 422]);
    assertLimited(await ask());
  });

  it('stop an address of the network that asks for one e-mail address after the other', async () => {
    const ask = (i: number) =>
      api.post('/v1/password-reset', undefined, { email: `stranger-${String(i)}@school.test` });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i)));
    assert.ok(answers.some(({ status }) => status === 429));
    assertLimited(await new Visitor(api, 'nobody-yet@school.test').trySignUp());
  });
});
