import assert from 'node:assert/strict';
import { httpDelete } from '../../../tools/http-delete.ts';
import { startHttpSink } from '../../support/http-sink.ts';
import { openToolWorkspace } from '../../support/tool-workspace.ts';

describe('http_delete', () => {
  it('deletes, with the key of its call', async () => {
    const workspace = await openToolWorkspace();
    const sink = await startHttpSink();
    try {
      await workspace.transact((store) => store.organization.update({ egressHosts: [sink.host] }));
      sink.answer((_request, response) => response.writeHead(204).end());
      const answer = await workspace.run(httpDelete, { url: `${sink.url}/orders/1` });
      assert.deepEqual([answer.status, answer.body], [204, '']);
      const [request] = sink.requests;
      assert.deepEqual([request?.method, request?.url], ['DELETE', '/orders/1']);
      assert.equal(request?.headers['idempotency-key'], workspace.context.idempotencyKey);
    } finally {
      await sink.stop();
      await workspace.close();
    }
  });

  it('is destructive and never repeated by itself', () => {
    assert.deepEqual([httpDelete.effect, httpDelete.risk], ['at_most_once', 'destructive']);
  });
});
