import assert from 'node:assert/strict';
import fc from 'fast-check';
import { problem } from '../../domain/contracts/primitives.ts';
import { ROUTES } from '../../api/routes/index.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { assertProblem } from '../support/problem.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';

const RUNS = 60;

/** Values near enough to the real ones to get past the first check now and then. */
function nearlyRight(ids: readonly string[]) {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('active', 'text_reply', 'approve', 'edit', '\0', '__proto__', ...ids),
  );
  const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
  const names = fc.oneof(
    fc.constantFrom(
      'agentId',
      'input',
      'goals',
      'budget',
      'name',
      'kind',
      'spec',
      'status',
      'decision',
      'arguments',
      'reason',
      'decisions',
      'persona',
      'tools',
      'allow',
      'approvalId',
      '__proto__',
      'constructor',
    ),
    fc.string(),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  return tree;
}

describe('any body at all', () => {
  let api: TestApi;
  let org: TestOrganization;
  let ids: Record<string, string>;

  before(async () => {
    api = await startTestApi();
    org = await api.createOrganization();
    const { runId, approvalId } = await createWaitingRun(api, org.id);
    ids = { agents: await api.createAgent(org.id), runs: runId, approvals: approvalId };
  });
  after(() => api.stop());

  for (const route of ROUTES.filter((item) => item.method !== 'get')) {
    it(`${route.method.toUpperCase()} ${route.path} never answers 500 to`, async function () {
      this.timeout(120_000);
      const path = route.path.replace('{id}', ids[route.path.split('/')[2] ?? ''] ?? '');
      await fc.assert(
        fc.asyncProperty(nearlyRight(Object.values(ids)), async (body) => {
          const answer = await api.request(route.method.toUpperCase(), path, {
            key: org.key,
            body,
            headers: { 'if-match': '*' },
          });
          assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
          if (answer.status >= 400) answer.as(problem);
        }),
        { numRuns: RUNS },
      );
    });
  }

  it('is refused in few words however many members it has', async () => {
    const raw = `{"name":"A","kind":"text_reply","spec":{"rules":[${'1,'.repeat(400_000)}1]}}`;
    const many = await api.request('POST', '/v1/agents', { key: org.key, raw });
    assertProblem(many, 'invalid_request');
    assert.ok(many.text.length < 50_000, String(many.text.length));
    const names = Array.from({ length: 100_000 }, (_, i) => `"${i.toString(36)}":0`).join(',');
    const unknown = await api.request('POST', '/v1/signup', { raw: `{${names}}` });
    assertProblem(unknown, 'invalid_request');
    assert.ok(unknown.text.length < 50_000, String(unknown.text.length));
  });

  for (const path of ['/v1/runs', '/v1/agents', '/v1/approvals', '/v1/api-keys']) {
    it(`GET ${path} never answers 500 to any query`, async () => {
      const names = fc.constantFrom(
        'limit',
        'cursor',
        'q',
        'agentId',
        'status',
        'kind',
        'from',
        'to',
        'trigger',
        'x',
      );
      const values = fc.oneof(
        fc.string(),
        fc.integer().map(String),
        fc.constantFrom('2026-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z'),
      );
      await fc.assert(
        fc.asyncProperty(fc.dictionary(names, values, { maxKeys: 4 }), async (query) => {
          const answer = await api.get(`${path}?${new URLSearchParams(query).toString()}`, org.key);
          assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
        }),
        { numRuns: RUNS },
      );
    });
  }
});
