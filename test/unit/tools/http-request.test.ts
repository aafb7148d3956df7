import assert from 'node:assert/strict';
import { httpRequest } from '../../../tools/http-request.ts';
import { type HttpSink, startHttpSink } from '../../support/http-sink.ts';
import { openToolWorkspace, type ToolWorkspace } from '../../support/tool-workspace.ts';

describe('http_request', () => {
  let workspace: ToolWorkspace;
  let sink: HttpSink;

  before(async () => {
    workspace = await openToolWorkspace();
    sink = await startHttpSink();
    await workspace.transact((store) => store.organization.update({ egressHosts: [sink.host] }));
    const facts = { kind: 'basic', headerName: null, hosts: [sink.host], createdBy: 'test' } as const;
    await workspace.transact((store) =>
      store.credentials.create({ ...facts, name: 'shop', secret: 'steward:hidden-password' }),
    );
  });
  after(async () => {
    await sink.stop();
    await workspace.close();
  });

  it('sends a body with the key of its call, and with the secret of a credential', async () => {
    const answer = await workspace.run(httpRequest, {
      method: 'POST',
      url: `${sink.url}/orders`,
      body: '{"course":1}',
      credential: 'shop',
    });
    assert.equal(answer.status, 200);
    const [request] = sink.requests;
    assert.deepEqual([request?.method, request?.body], ['POST', '{"course":1}']);
    assert.ok(request);
    assert.equal(request.headers['content-type'], 'application/json');
    assert.equal(request.headers['idempotency-key'], workspace.context.idempotencyKey);
    const basic = `Basic ${Buffer.from('steward:hidden-password').toString('base64')}`;
    assert.equal(request.headers.authorization, basic);
  });

  it('has other types of body when it says so', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    await workspace.run(httpRequest, { method: 'PUT', url: sink.url, body: 'hello', headers });
    assert.equal(sink.requests.at(-1)?.headers['content-type'], 'text/plain');
  });

  it('says that nothing happened only when nothing can have happened', async () => {
    const gone = await startHttpSink();
    await gone.stop();
    await workspace.transact((store) => store.organization.update({ egressHosts: [sink.host, gone.host] }));
    const post = (url: string) => workspace.run(httpRequest, { method: 'POST', url });
    await assert.rejects(post(gone.url), { name: 'ToolError', code: 'not_reachable' });
    sink.answer((_request, response) => response.destroy());
    await assert.rejects(post(sink.url), { name: 'OutcomeUnknown', message: /broke off/ });
    sink.answer((_request, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('oh'));
    assert.deepEqual((await post(sink.url)).status, 500);
  });

  it('is never repeated by itself, and asks where a message would', () => {
    const { effect, risk, returnsOutsideText } = httpRequest;
    assert.deepEqual([effect, risk, returnsOutsideText], ['at_most_once', 'send', true]);
  });
});
