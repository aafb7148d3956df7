import assert from 'node:assert/strict';
import { request } from 'node:http';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

describe('GET /v1/demo', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi({ embedded: true });
  });
  after(() => api.stop());

  /** fetch does not let anybody choose the Host header. */
  const statusFor = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`${api.url}/v1/demo`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('gives the demo key to a page on the same machine', async () => {
    const answer = await api.get('/v1/demo');
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.json(), { apiKey: 'sk_demo', login: null });
    for (const host of ['localhost:4000', '127.0.0.1', '[::1]:4000'])
      assert.equal(await statusFor({ host }), 200, host);
  });

  it('is not there for other hosts, through proxies, or outside an embedded stack', async () => {
    for (const host of [
      'steward.example.com',
      'localhost.example.com',
      '192.168.1.5:4000',
      '127.0.0.1.example.com',
    ]) {
      assert.equal(await statusFor({ host }), 404, host);
    }
    for (const name of ['x-forwarded-for', 'forwarded', 'via']) {
      assert.equal(await statusFor({ host: 'localhost', [name]: '127.0.0.1' }), 404, name);
    }
    const production = await startTestApi({ embedded: false });
    assertProblem(await production.get('/v1/demo'), 'not_found');
    await production.stop();
  });
});
