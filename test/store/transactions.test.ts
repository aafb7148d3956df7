/** Whose rows a transaction sees is said as it begins, and what it does is done as a whole. */
import assert from 'node:assert/strict';
import { type Database, openDatabase } from '../../store/database.ts';
import { Prisma, type Tx } from '../../store/prisma.ts';
import { Transactions } from '../../store/transactions.ts';
import { DatabaseTimeout, isDatabaseUnavailable } from '../../store/unavailable.ts';
import { buildOrganization } from '../support/builders.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/stack.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

describe('transactions of organizations', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  let ids: string[];

  before(async () => {
    testDatabase = await createTestDatabase();
    database = await openDatabase({ url: testDatabase.app, poolSize: 2 });
    ids = [];
    for (let i = 0; i < 5; i += 1) ids.push((await buildOrganization(testDatabase.system)).organizationId);
  });

  after(async () => {
    await database.close();
    await testDatabase.drop();
  });

  /** The organization that row security takes it for. */
  const seen = (organizationId: string) =>
    database.transact(organizationId, async (store) => (await store.organization.get()).id);

  it('sees its own organization, with many at a time on few connections', async () => {
    const asked = Array.from({ length: 60 }, (_, i) => ids[i % ids.length] ?? '');
    assert.deepEqual(await Promise.all(asked.map(seen)), asked);
  });

  it('is its own again after another one that was begun within it', async () => {
    const [outer = '', inner = ''] = ids;
    const found = await database.transact(outer, async (store) => {
      const other = await seen(inner);
      return [other, (await store.organization.get()).id];
    });
    assert.deepEqual(found, [inner, outer]);
  });

  describe('on one connection', () => {
    let transactions: Transactions;

    before(() => {
      transactions = new Transactions({ url: testDatabase.app, poolSize: 1, timeoutMs: 1_000 });
    });

    after(() => transactions.close());

    const run = <T>(work: (tx: Tx) => Promise<T>, organizationId = ids[0] ?? '') =>
      transactions.run(organizationId, work);
    const rename = (tx: Tx, name: string) => tx.$executeRaw`UPDATE organization SET name = ${name}`;
    const nameOf = async (tx: Tx) => (await tx.organization.findFirstOrThrow()).name;
    const kept = () => run(nameOf);

    it('leaves nothing behind, whether it ends well or not', async () => {
      const setting = async () => {
        const { rows } = await transactions.pool.query<{ value: string | null }>(
          `SELECT nullif(current_setting('app.org_id', TRUE), '') AS value`,
        );
        return rows[0]?.value;
      };
      await run((tx) => tx.organization.findMany());
      assert.equal(await setting(), null);
      await assert.rejects(
        run((tx) => tx.$executeRaw`SELECT 1 / 0`),
        { code: '22012' },
      );
      assert.equal(await setting(), null);
      await assert.rejects(transactions.run('no id', nameOf));
      assert.equal(await setting(), null);
    });

    it('shows SQL and models the same rows, and keeps or undoes the writes of both', async () => {
      const both = run(async (tx) => {
        assert.equal(await rename(tx, 'by SQL'), 1);
        assert.equal(await nameOf(tx), 'by SQL');
        const [organization] = await tx.organization.updateManyAndReturn({ data: { name: 'by a model' } });
        assert.equal(organization?.name, 'by a model');
        const [row] = await tx.$queryRaw<{ name: string }[]>`SELECT name FROM organization`;
        return row?.name;
      });
      assert.equal(await both, 'by a model');
      assert.equal(await kept(), 'by a model');
      const undone = run(async (tx) => {
        await rename(tx, 'by SQL');
        await tx.organization.updateMany({ data: { name: 'by the model' } });
        throw new Error('changed my mind');
      });
      await assert.rejects(undone, /changed my mind/);
      assert.equal(await kept(), 'by a model');
    });

    it('gives the values that models have: exact numbers, days and moments', async () => {
      const [row] = await run(
        (tx) => tx.$queryRaw<Record<string, unknown>[]>`
          SELECT 9007199254740993::bigint AS big, 0.1::numeric AS exact, DATE '2026-03-29' AS day,
            ${new Date('2026-03-29T01:30:00.500Z')}::timestamptz AS moment, ${['a', '{"b}']}::text[] AS texts,
            ${{ nested: [1, null] }}::jsonb AS json, NULL AS nothing, 7 AS small, TRUE AS yes`,
      );
      assert.deepEqual(row, {
        big: 9007199254740993n,
        exact: new Prisma.Decimal('0.1'),
        day: new Date('2026-03-29T00:00:00Z'),
        moment: new Date('2026-03-29T01:30:00.500Z'),
        texts: ['a', '{"b}'],
        json: { nested: [1, null] },
        nothing: null,
        small: 7,
        yes: true,
      });
    });

    it('refuses a value that cannot be written, and takes the statement again', async () => {
      const circle: Record<string, unknown> = {};
      circle['itself'] = circle;
      const store = (value: Record<string, unknown>) =>
        run((tx) => tx.$queryRaw<{ value: unknown }[]>`SELECT ${value}::jsonb AS value`);
      await assert.rejects(store(circle), /circular/);
      assert.deepEqual(await store({ right: 1 }), [{ value: { right: 1 } }]);
    });

    it('does not pass for done when a statement had failed that nobody heard of', async () => {
      const deaf = run(async (tx) => {
        await rename(tx, 'half');
        await tx.$executeRaw`SELECT 1 / 0`.catch(() => undefined);
      });
      await assert.rejects(deaf, /one of its statements had failed/);
      assert.equal(await kept(), 'by a model');
    });

    it('takes nothing more when it is over, though its connection goes on for others', async () => {
      const [, other = ''] = ids;
      for (const first of [() => Promise.resolve(), nameOf]) {
        let late: Tx | undefined;
        await run(async (tx) => {
          await first(tx);
          late = tx;
        });
        await run(async () => {
          assert.ok(late);
          await assert.rejects(rename(late, 'late'), /already closed/);
          await assert.rejects(late.organization.findMany(), /already closed/);
        }, other);
      }
      assert.equal(await kept(), 'by a model');
    });

    it('ends after its time, undone, and gives its connection back', async () => {
      const never = new Promise<never>(() => undefined);
      const slow = run(async (tx) => {
        await rename(tx, 'slow');
        await tx.organization.findMany();
        return never;
      });
      await assert.rejects(slow, DatabaseTimeout);
      assert.equal(await kept(), 'by a model');
    });

    it('gives up in time on a server that no longer answers, and goes on when it does', async () => {
      const { hostname, port } = new URL(testDatabase.app);
      const proxy = await TcpProxy.start({ host: hostname, port: Number(port) });
      const url = Object.assign(new URL(testDatabase.app), { port: String(proxy.port) }).href;
      const through = new Transactions({ url, poolSize: 1, timeoutMs: 500 });
      const ask = () => through.run(ids[0] ?? '', nameOf);
      try {
        assert.equal(await ask(), 'by a model');
        proxy.freeze();
        const startedAt = performance.now();
        await assert.rejects(ask(), DatabaseTimeout);
        assert.ok(performance.now() - startedAt < 2_000);
        proxy.open();
        assert.equal(await ask(), 'by a model');
      } finally {
        await through.close();
        await proxy.stop();
      }
    });

    it('goes on with another connection when one broke in the midst', async () => {
      const broken = run(async (tx) => {
        await rename(tx, 'broken');
        await tx.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
      });
      await assert.rejects(broken, (error) => isDatabaseUnavailable(error));
      assert.equal(await kept(), 'by a model');
    });
  });
});
