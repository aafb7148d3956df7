import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readVersion } from '../../api/build-context.ts';
import { createOpenApiDocument } from '../../api/openapi.ts';
import { ROUTES } from '../../api/routes/index.ts';
import { ERROR_CODES } from '../../domain/errors.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';

const COMMITTED = fileURLToPath(new URL('../../openapi.json', import.meta.url));

const operation = z.object({
  operationId: z.string(),
  description: z.string().default(''),
  security: z.array(z.unknown()),
  responses: z.record(z.string(), z.unknown()),
});
const document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

/** What the page says of routes that no key opens; all others name their scope and take a key or a log-in. */
const ACCESS: Partial<Record<string, { words: string; doors: number }>> = {
  person: { words: 'people who are logged in', doors: 1 },
  staff: { words: 'staff of the platform', doors: 1 },
};

describe('the API documentation', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi();
  });
  after(() => api.stop());

  it('is committed as it is now (npm run openapi writes it)', () => {
    const made = createOpenApiDocument({ version: readVersion(), serverUrl: 'http://localhost:4000' });
    assert.deepEqual(JSON.parse(readFileSync(COMMITTED, 'utf8')), JSON.parse(JSON.stringify(made)));
  });

  it('has every route, each with its own operation id, its scope and its refusals', async () => {
    const { paths } = (await api.get('/openapi.json')).as(document);
    const operations = ROUTES.map((route) => ({ route, found: paths[route.path]?.[route.method] }));
    assert.equal(new Set(operations.map(({ found }) => found?.operationId)).size, ROUTES.length);
    for (const { route, found } of operations.filter((item) => item.route.permission !== 'public')) {
      assert.ok(found, route.path);
      const { words, doors } = ACCESS[route.permission] ?? { words: `\`${route.permission}\``, doors: 2 };
      assert.equal(found.security.length, doors, route.path);
      assert.ok(found.description.includes(words), route.path);
      for (const status of ['401', '403', '422', '503'])
        assert.ok(found.responses[status], `${route.path} ${status}`);
    }
  });

  it('refers only to schemas it has', async () => {
    const answer = await api.get('/openapi.json');
    const { schemas } = answer.as(document).components;
    for (const [, name] of answer.text.matchAll(/#\/components\/schemas\/(\w+)/g))
      assert.ok(schemas[name ?? ''], name);
  });

  it('has a page for every error code, and none for other names', async () => {
    for (const [code, { title }] of Object.entries(ERROR_CODES)) {
      const page = await api.get(`/docs/errors/${code}`);
      assert.equal(page.status, 200, code);
      assert.ok(page.text.includes(title), `${code} is explained under its own title`);
    }
    for (const code of ['nothing', '..%2f..%2fpackage', 'constructor']) {
      assert.equal((await api.get(`/docs/errors/${code}`)).status, 404, code);
    }
  });

  it('shows its page from files of its own under a policy that allows nothing else', async () => {
    const page = await api.get('/docs');
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.ok(!/https?:\/\//.test(page.text), 'nothing comes from elsewhere');
    assert.ok(!/<script>/.test(page.text), 'no inline script');
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await api.get(path ?? '');
      assert.equal(file.status, 200, path);
      assert.ok(file.text.length > 50, path);
    }
  });
});
