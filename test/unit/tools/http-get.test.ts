import assert from 'node:assert/strict';
import { httpGet } from '../../../tools/http-get.ts';
import { type HttpSink, startHttpSink } from '../../support/http-sink.ts';
import { openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

const SECRET = 'canary-7f3a"9b&c2<d8>';

describe('http_get', () => {
  let workspace: ToolWorkspace;
  let sink: HttpSink;

  before(async () => {
    workspace = await openToolWorkspace();
    sink = await startHttpSink();
    await allow(workspace, [sink.host]);
    await workspace.transact((store) =>
      store.credentials.create({ ...CREDENTIAL, name: 'crm-api', hosts: [sink.host], createdBy: 'test' }),
    );
  });
  beforeEach(() => {
    sink.requests.length = 0;
  });
  after(async () => {
    await sink.stop();
    await workspace.close();
  });

  const CREDENTIAL = { kind: 'header', headerName: 'X-Api-Key', secret: SECRET } as const;
  const allow = (of: ToolWorkspace, egressHosts: string[]) =>
    of.transact((store) => store.organization.update({ egressHosts }));

  it('reads a page, and says who answered and how', async () => {
    const answer = await workspace.run(httpGet, {
      url: `${sink.url}/prices?course=1#part`,
      headers: { Accept: 'application/json' },
    });
    assert.deepEqual(answer, {
      status: 200,
      url: `${sink.url}/prices?course=1`,
      headers: { 'content-type': 'application/json' },
      body: '{"ok":true}',
    });
    const [request] = sink.requests;
    assert.equal(request?.headers.accept, 'application/json');
    assert.equal(request.headers['idempotency-key'], undefined);
    assert.equal((await workspace.run(httpGet, { url: sink.url, method: 'HEAD' })).body, '');
  });

  it('sends the secret of a credential, and shows nothing of it in the answer, in any spelling', async () => {
    sink.answer(({ headers, url }, response) => {
      const sent = String(headers['x-api-key']);
      const spellings = [
        sent,
        Buffer.from(sent).toString('base64'),
        Buffer.from(sent).toString('base64url'),
        Buffer.from(sent).toString('hex'),
        encodeURIComponent(sent),
        JSON.stringify({ sent }),
        sent
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&quot;'),
      ];
      response
        .writeHead(200, {
          'content-type': 'text/plain',
          etag: sent,
          location: `/${encodeURIComponent(sent)}`,
        })
        .end(`${url} ${spellings.join('\n')}`);
    });
    const answer = await workspace.run(httpGet, { url: `${sink.url}/echo`, credential: 'crm-api' });
    assert.equal(sink.requests[0]?.headers['x-api-key'], SECRET);
    const shown = JSON.stringify(answer);
    for (const part of [
      'canary',
      '7f3a',
      Buffer.from('canary').toString('hex'),
      Buffer.from('canary').toString('base64'),
    ])
      assert.ok(!shown.includes(part), shown);
    assert.match(shown, /\[credential crm-api\]/);
  });

  it('uses a credential for its hosts only, and no credential of another organization', async () => {
    const other = await startHttpSink();
    await allow(workspace, [sink.host, other.host]);
    const ask = (url: string, credential: string, of = workspace) => of.run(httpGet, { url, credential });
    await assert.rejects(ask(other.url, 'crm-api'), { code: 'credential_not_for_host' });
    await assert.rejects(ask(sink.url, 'unknown'), { code: 'credential_unknown', message: /crm-api/ });
    const stranger = await workspace.another();
    await allow(stranger, [sink.host]);
    await assert.rejects(ask(sink.url, 'crm-api', stranger), { code: 'credential_unknown', message: /none/ });
    assert.deepEqual([...sink.requests, ...other.requests], []);
    await other.stop();
  });

  it('reaches nothing that the organization does not allow, and says so instead of failing', async () => {
    await assert.rejects(workspace.run(httpGet, { url: 'https://elsewhere.example.com/' }), {
      name: 'ToolError',
      code: 'host_not_allowed',
    });
    const stranger = await workspace.another();
    await assert.rejects(stranger.run(httpGet, { url: sink.url }), { code: 'host_not_allowed' });
    sink.answer((_request, response) => response.destroy());
    await assert.rejects(workspace.run(httpGet, { url: sink.url }), {
      name: 'ToolError',
      code: 'request_failed',
    });
  });

  it('sets no header that is not its own to set', () => {
    for (const name of ['Authorization', 'Cookie', 'Host', 'X-Api-Key', 'Idempotency-Key'])
      assert.equal(httpGet.input.safeParse({ url: sink.url, headers: { [name]: 'x' } }).success, false, name);
    for (const url of ['ftp://x.example.com', '/path', 'x'.repeat(5_000)])
      assert.equal(httpGet.input.safeParse({ url }).success, false, url);
  });

  it('brings text from outside, and asks a person where a message would', () => {
    assert.deepEqual(
      [httpGet.effect, httpGet.risk, httpGet.returnsOutsideText],
      ['idempotent', 'send', true],
    );
  });
});
