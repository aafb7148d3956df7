/** Nothing that an agent is made to ask reaches what is not public: counted on a listener on loopback. */
import assert from 'node:assert/strict';
import { createEgress, type Egress, type EgressRequest } from '../../../activities/egress/egress.ts';
import { describeFailure } from '../../../activities/egress/failures.ts';
import { type HttpSink, startHttpSink } from '../../support/http-sink.ts';
import { ADDRESSES, ANSWERS, FORMS, NAMES } from '../../support/ssrf-table.ts';

/** The listener that nobody may reach, and beside it one that plays the public network. */
const FORBIDDEN = '127.0.0.1';
const PUBLIC = '127.0.0.2';

describe('requests to hosts that agents name', () => {
  let listener: HttpSink;
  let outside: HttpSink;
  let asked: string[];
  const opened: Egress[] = [];

  before(async () => {
    listener = await startHttpSink(FORBIDDEN);
    outside = await startHttpSink(PUBLIC);
  });
  beforeEach(() => {
    asked = [];
  });
  after(async () => {
    await Promise.all(opened.map((egress) => egress.close()));
    await listener.stop();
    await outside.stop();
  });

  /** `answers`: what the name server says, one answer after the other; the last one for ever. */
  function open(
    answers: Readonly<Record<string, readonly (readonly string[])[]>> = {},
    permittedRanges: string[] = [],
  ) {
    const left = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
    const egress = createEgress({
      permittedRanges,
      resolve: async (host) => {
        asked.push(host);
        const list = left.get(host);
        if (list === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
        return (list.length > 1 ? list.shift() : list[0]) ?? [];
      },
    });
    opened.push(egress);
    return egress;
  }

  /** Allowed to ask this host: the list of hosts must not be what refuses. */
  function get(egress: Egress, url: string, more: Partial<EgressRequest> = {}) {
    const host = URL.canParse(url) ? new URL(url).host.replace(/\.(?=:|$)/, '') : 'public.example.com';
    return egress.send({
      method: 'GET',
      url,
      headers: {},
      hosts: [host],
      signal: new AbortController().signal,
      timeoutMs: 5_000,
      ...more,
    });
  }

  const codeOf = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'answered',
      (error: unknown) => describeFailure(error).code,
    );
  const withPort = (url: string): string => url.replace('{port}', String(listener.port));

  it('would reach the listener without the guard, in many spellings: the count below means something', async () => {
    for (const url of ADDRESSES.slice(0, 14)) await fetch(withPort(url));
    assert.equal(listener.requests.length, 14);
  });

  it('leave nothing at the listener, whatever the URL', async () => {
    const before = listener.connections();
    const egress = open(Object.fromEntries(Object.entries(ANSWERS).map(([name, list]) => [name, [list]])));
    const named = Object.keys(ANSWERS).map((name) => `http://${name}:{port}/`);
    const table = [
      ...ADDRESSES.map((url) => ({ url, codes: ['address_forbidden'] })),
      ...NAMES.map((url) => ({ url, codes: ['address_forbidden'] })),
      ...FORMS.map((url) => ({ url, codes: ['url_invalid', 'address_forbidden'] })),
      ...named.map((url) => ({ url, codes: ['address_forbidden', 'host_unknown'] })),
    ].map((row) => ({ ...row, url: withPort(row.url) }));
    for (const { url, codes } of table) {
      for (const method of ['GET', 'POST']) {
        const code = await codeOf(get(egress, url, { method }));
        assert.ok(codes.includes(code), `${method} ${url}: ${code}`);
      }
    }
    const reached = listener.connections() - before;
    process.stdout.write(`    ${String(table.length)} URLs, ${String(reached)} connections to loopback\n`);
    assert.ok(table.length >= 60);
    assert.equal(reached, 0);
    assert.deepEqual(
      new Set(asked),
      new Set(Object.keys(ANSWERS)),
      'no address and no near name is looked up',
    );
  });

  it('go to the address that was checked, even when the name server says something else a moment later', async () => {
    const before = listener.connections();
    const egress = open({ 'rebind.example.com': [[PUBLIC], [FORBIDDEN]] }, [`${PUBLIC}/32`]);
    const url = `http://rebind.example.com:${String(outside.port)}/`;
    const { response } = await get(egress, url);
    assert.equal(response.status, 200);
    await response.text();
    assert.deepEqual(asked, ['rebind.example.com'], 'one look-up for one connection');
    const again = `http://rebind.example.com:${String(listener.port)}/`;
    for (let i = 0; i < 5; i += 1) assert.equal(await codeOf(get(egress, again)), 'address_forbidden');
    assert.equal(listener.connections(), before);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`are not led to loopback by a redirect (${String(status)}), of whatever spelling`, async () => {
      const before = listener.connections();
      const egress = open({ 'leads.example.com': [[FORBIDDEN]], localhost: [[FORBIDDEN]] }, [`${PUBLIC}/32`]);
      const port = String(listener.port);
      for (const location of [
        `http://127.0.0.1:${port}/`,
        `http://2130706433:${port}/`,
        `http://[::ffff:127.0.0.1]:${port}/`,
        `//127.1:${port}/`,
        `http://localhost:${port}/`,
        `http://leads.example.com:${port}/`,
        'file:///etc/passwd',
        `http://user:secret@127.0.0.1:${port}/`,
        'http://[',
      ]) {
        outside.answer((_request, response) => response.writeHead(status, { location }).end());
        const hosts = [outside.host, `127.0.0.1:${port}`, `localhost:${port}`, `leads.example.com:${port}`];
        const code = await codeOf(get(egress, outside.url, { hosts }));
        assert.match(code, /^(address_forbidden|url_invalid|host_not_allowed)$/, location);
      }
      assert.equal(listener.connections(), before);
    });
  }
});
