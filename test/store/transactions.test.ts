/** Whose rows a transaction sees is said as it begins: on shared connections, side by side and one inside another. */
import assert from 'node:assert/strict';
import { type Database, openDatabase } from '../../store/database.ts';
import { asOrganization, OrganizationClient } from '../../store/organization-client.ts';
import { createClient } from '../../store/prisma.ts';
import { buildOrganization } from '../support/builders.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/stack.ts';

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

  it('leaves nothing behind on its connection, whether it ends well or not', async () => {
    const client = createClient(testDatabase.app, {
      max: 1,
      connectionTimeoutMs: 5_000,
      statementTimeoutMs: 5_000,
      Client: OrganizationClient,
    });
    const setting = async () => {
      const [row] = await client.$queryRaw<{ value: string | null }[]>`
        SELECT nullif(current_setting('app.org_id', TRUE), '') AS value`;
      return row?.value;
    };
    try {
      await asOrganization(ids[0] ?? '', () => client.$transaction((tx) => tx.organization.findMany()));
      assert.equal(await setting(), null);
      const failing = asOrganization(ids[0] ?? '', () =>
        client.$transaction((tx) => tx.$executeRaw`SELECT 1 / 0`),
      );
      await assert.rejects(failing);
      assert.equal(await setting(), null);
      const nobodys = client.$transaction((tx) => tx.organization.findMany());
      await assert.rejects(nobodys, /needs an organization/);
      assert.deepEqual(await client.organization.findMany(), []);
    } finally {
      await client.$disconnect();
    }
  });
});
