import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createEgress, type Egress, type EgressRequest } from '../../../activities/egress/egress.ts';
import { describeFailure } from '../../../activities/egress/failures.ts';
import { readText } from '../../../activities/egress/read-text.ts';
import { type HttpSink, startHttpSink } from '../../support/http-sink.ts';

describe('a request to another host', () => {
  let first: HttpSink;
  let second: HttpSink;
  let egress: Egress;

  before(async () => {
    first = await startHttpSink();
    second = await startHttpSink();
    egress = createEgress({ permittedRanges: ['127.0.0.0/8'] });
  });
  beforeEach(() => {
    for (const sink of [first, second]) {
      sink.requests.length = 0;
      sink.answer((_request, response) =>
        response.writeHead(200, { 'content-type': 'text/plain' }).end('here'),
      );
    }
  });
  after(async () => {
    await egress.close();
    await first.stop();
    await second.stop();
  });

  const send = (more: Partial<EgressRequest> = {}) =>
    egress.send({
      method: 'GET',
      url: `${first.url}/start`,
      headers: { 'x-plain': 'plain' },
      secretHeaders: { authorization: 'Bearer the-secret' },
      hosts: [first.host, second.host],
      signal: new AbortController().signal,
      timeoutMs: 5_000,
      ...more,
    });
  const failure = (attempt: Promise<unknown>) => attempt.then(() => undefined, describeFailure);
  const redirect = (status: number, location: string) => {
    first.answer(({ url }, response) => {
      if (url === '/start') response.writeHead(status, { location }).end('moved');
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('here');
    });
  };

  it('keeps its secret on the way within an origin, and leaves it behind on the way to another', async () => {
    redirect(302, '/there');
    assert.equal((await send()).url.pathname, '/there');
    assert.deepEqual(
      first.requests.map(({ headers }) => headers.authorization),
      ['Bearer the-secret', 'Bearer the-secret'],
    );
    redirect(302, `${second.url}/there`);
    assert.equal((await send()).url.host, second.host);
    assert.equal(second.requests[0]?.headers.authorization, undefined);
    assert.equal(second.requests[0]?.headers['x-plain'], 'plain');
  });

  it('is not repeated after it may have had its effect; what asks to be repeated is, as it was, where it was', async () => {
    for (const status of [301, 302, 303]) {
      redirect(status, `${second.url}/there`);
      const { response, url } = await send({ method: 'POST', body: 'order' });
      assert.deepEqual([response.status, url.host], [status, first.host]);
    }
    first.requests.length = 0;
    for (const status of [307, 308]) {
      redirect(status, '/there');
      assert.equal((await send({ method: 'POST', body: 'order' })).response.status, 200);
    }
    assert.deepEqual(
      first.requests.map(({ method, url, body }) => [method, url, body]),
      [
        ['POST', '/start', 'order'],
        ['POST', '/there', 'order'],
        ['POST', '/start', 'order'],
        ['POST', '/there', 'order'],
      ],
    );
    assert.deepEqual(second.requests, []);
  });

  it('is carried out at no other place than the one that was let, unless it only reads', async () => {
    for (const status of [307, 308]) {
      redirect(status, `${second.url}/there?for=secret`);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const refused = await failure(send({ method, body: 'order' }));
        assert.deepEqual([refused?.code, refused?.nothingSent], ['redirected_elsewhere', true]);
        const message = String(refused?.message);
        assert.ok(message.includes(`sent to ${second.url} instead`), message);
        assert.ok(!message.includes('secret'), message);
      }
      assert.deepEqual(second.requests, []);
      for (const method of ['GET', 'HEAD']) assert.equal((await send({ method })).url.host, second.host);
      second.requests.length = 0;
    }
    redirect(307, 'https://elsewhere.example/');
    assert.equal((await failure(send({ method: 'DELETE' })))?.code, 'host_not_allowed');
  });

  it('follows three redirects and no fourth, and only to hosts that are allowed', async () => {
    first.answer(({ url }, response) => {
      const left = Number(url.slice(1)) || 0;
      if (left > 0) response.writeHead(302, { location: `/${String(left - 1)}` }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('here');
    });
    assert.equal((await send({ url: `${first.url}/3` })).response.status, 200);
    assert.equal((await failure(send({ url: `${first.url}/4` })))?.code, 'too_many_redirects');
    redirect(302, `${second.url}/there`);
    assert.equal((await failure(send({ hosts: [first.host] })))?.code, 'host_not_allowed');
    assert.deepEqual(second.requests, []);
  });

  it('goes nowhere while the list of hosts is empty, nor to a port that is not on it', async () => {
    const nowhere = await failure(send({ hosts: [] }));
    assert.equal(nowhere?.code, 'host_not_allowed');
    assert.match(nowhere.message, /an owner or admin adds/);
    assert.equal((await failure(send({ hosts: ['127.0.0.1'] })))?.code, 'host_not_allowed');
    assert.deepEqual(first.requests, []);
  });

  it('sends no secret in clear to a name, whose way it does not know', async () => {
    const attempt = send({ url: 'http://api.example.com/', hosts: ['api.example.com'] });
    assert.equal((await failure(attempt))?.code, 'secret_in_clear');
  });

  it('says whether anything can have arrived', async () => {
    const gone = await startHttpSink();
    await gone.stop();
    const refused = await failure(send({ url: gone.url, hosts: [gone.host] }));
    assert.deepEqual([refused?.code, refused?.nothingSent], ['not_reachable', true]);
    first.answer((_request, response) => response.destroy());
    const broken = await failure(send({ method: 'POST' }));
    assert.deepEqual([broken?.code, broken?.nothingSent], ['request_failed', false]);
    first.answer(() => undefined);
    const silent = await failure(send({ timeoutMs: 200 }));
    assert.deepEqual([silent?.code, silent?.nothingSent], ['request_timed_out', false]);
  });

  const read = async (limit = 1_000, mask = (text: string) => text) =>
    readText((await send()).response, { limit, mask });

  it('reads no more of an answer than it may, however small it was packed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 'a'));
    first.answer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(bomb),
    );
    const { text, note } = await read();
    assert.equal(text, 'a'.repeat(1_000));
    assert.match(note ?? '', /longer than 1000 characters/);
  });

  it('reads texts in their alphabet, and nothing that is no text', async () => {
    const answer = (type: string, body: Buffer | string) => {
      first.answer((_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
    };
    answer('text/html; charset=iso-8859-1', Buffer.from([0xfc, 0]));
    assert.deepEqual(await read(), { text: 'ü\uFFFD' });
    answer('application/problem+json', '{}');
    assert.deepEqual(await read(), { text: '{}' });
    for (const type of ['image/png', 'application/octet-stream', 'application/pdf']) {
      answer(type, 'x');
      const { text, note } = await read();
      assert.equal(text, null);
      assert.match(note ?? '', /no text/);
    }
    first.answer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end('not packed'),
    );
    assert.match((await read()).note ?? '', /broke off/);
  });

  it('leaves no half of a secret where it stopped reading, whatever the text is made of (property)', async function () {
    this.timeout(60_000);
    const secret = 'sk-0123456789abcdefghij';
    const mask = (whole: string) => whole.replaceAll(secret, '[masked]');
    const limit = 20_000;
    const fills = fc.constantFrom('a', 'ü', '水', '😀', `${secret} `);
    await fc.assert(
      fc.asyncProperty(fills, fc.integer({ min: 0, max: 60 }), async (fill, shift) => {
        const end = limit + 25_000;
        const filled = fill.repeat(Math.ceil(end / Buffer.byteLength(fill)));
        const lead = Buffer.from(filled)
          .subarray(0, Math.max(0, end - shift))
          .toString('utf8');
        const body = `${lead.replace(/\uFFFD+$/, '')}${secret} and so on${'.'.repeat(100)}`;
        first.answer((_request, response) =>
          response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(body),
        );
        const { text } = await read(limit, mask);
        assert.ok((text?.length ?? 0) <= limit);
        assert.ok(!text?.includes(secret.slice(0, 8)), text?.slice(-60));
      }),
      { numRuns: 60 },
    );
  });

  it('masks before it cuts, so that no half of a secret is left over', async () => {
    first.answer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`${'a'.repeat(95)}the-secret`),
    );
    const { text } = await read(100, (whole) => whole.replaceAll('the-secret', '[masked]'));
    assert.equal(text, `${'a'.repeat(95)}[mask`);
  });
});
