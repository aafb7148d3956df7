import assert from 'node:assert/strict';
import { Client } from 'pg';
import { z } from 'zod';
import { runView } from '../../domain/contracts/runs.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { EventReader } from '../support/event-reader.ts';
import { assertProblem } from '../support/problem.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const readiness = z.object({
  status: z.string(),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), ms: z.number(), detail: z.string().optional() })),
});
const LONGEST_MS = 5_500;

describe('the API while its database is away', () => {
  let api: TestApi;
  let proxy: TcpProxy;
  let org: TestOrganization;
  let agentId: string;

  before(async () => {
    const databasePort = async (port: number): Promise<number> => {
      proxy = await TcpProxy.start({ host: '127.0.0.1', port });
      return proxy.port;
    };
    api = await startTestApi({ databasePort });
    org = await api.createOrganization();
    agentId = await api.createAgent(org.id);
  });
  afterEach(() => {
    proxy.open();
  });
  after(async () => {
    await api.stop();
    await proxy.stop();
  });

  const works = async (): Promise<boolean> => (await api.get('/v1/agents', org.key)).status === 200;

  for (const [what, fail] of [
    [
      'has crashed',
      () => {
        proxy.slam();
      },
    ],
    [
      'hangs',
      () => {
        proxy.freeze();
      },
    ],
  ] as const) {
    it(`answers 503 with Retry-After in time when it ${what}, and works again afterwards`, async () => {
      assert.ok(await works());
      fail();
      const begun = Date.now();
      const answers = await Promise.all([
        api.get('/v1/agents', org.key),
        api.get('/v1/runs', org.key),
        api.post('/v1/runs', org.key, { agentId }, { 'idempotency-key': what }),
        api.get('/v1/organizations/current', org.key),
      ]);
      for (const answer of answers) {
        assertProblem(answer, 'unavailable');
        assert.ok(Number(answer.headers.get('retry-after')) > 0);
      }
      assert.ok(Date.now() - begun < LONGEST_MS, `${String(Date.now() - begun)} ms`);
      const ready = await api.get('/readyz');
      assert.equal(ready.status, 503);
      assert.equal(ready.as(readiness).checks['database']?.ok, false);
      assert.equal((await api.get('/healthz')).status, 200);
      proxy.open();
      await until(works, { what: 'the API to work again', timeoutMs: 15_000 });
    });
  }

  it('keeps streams open and goes on with them when the database is back', async () => {
    const run = (await api.post('/v1/runs', org.key, { agentId })).as(runView);
    const reader = await EventReader.open(`${api.url}/v1/runs/${run.id}/events`, {
      authorization: `Bearer ${org.key}`,
    });
    await reader.next();
    proxy.slam();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    proxy.open();
    await until(works, { what: 'the API to work again', timeoutMs: 15_000 });
    await api.request('POST', `/v1/runs/${run.id}/cancel`, { key: org.key });
    const events = await reader.until((event) => event.event === 'end');
    assert.equal(events.at(-1)?.data['status'], 'cancelled');
    reader.close();
  });
});

describe('health', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi();
  });
  after(() => api.stop());

  it('is ready when the database answers and has its migrations, each with its time', async () => {
    const answer = await api.get('/readyz');
    assert.equal(answer.status, 200, answer.text);
    const { checks } = answer.as(readiness);
    assert.deepEqual(Object.keys(checks), ['database', 'migrations']);
  });

  it('is not ready when a migration is missing, and names it', async () => {
    const owner = new Client({ connectionString: api.testDatabase.owner });
    await owner.connect();
    await owner.query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE $1', [
      '%_init',
    ]);
    const answer = await api.get('/readyz');
    await owner.query('UPDATE _prisma_migrations SET finished_at = now()');
    await owner.end();
    assert.equal(answer.status, 503);
    assert.match(answer.as(readiness).checks['migrations']?.detail ?? '', /_init/);
  });

  it('measures requests by route pattern, never by path', async () => {
    await api.get('/v1/runs/run_01h2xcejqtf2nbrexx3vqjhp41');
    const { text } = await api.get('/metrics');
    assert.match(
      text,
      /steward_http_request_duration_seconds_count\{method="GET",route="\/v1\/runs\/\{id\}",status="401"\} 1/,
    );
    assert.ok(!text.includes('run_01h2xcejqtf2nbrexx3vqjhp41'));
    assert.match(text, /process_cpu_seconds_total/);
  });

  it('is not ready while it stops', async () => {
    api.ctx.lifecycle.beginStop();
    const answer = await api.get('/readyz');
    assert.deepEqual([answer.status, answer.as(readiness).status], [503, 'stopping']);
  });
});
