import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { ensureSearchAttributes, missingSearchAttributes } from '../../scripts/stack/search-attributes.ts';
import { startTemporal, type TemporalServer } from '../../scripts/stack/temporal-server.ts';

describe('the embedded Temporal server', function () {
  this.timeout(120_000);
  let directory: string;
  let server: TemporalServer;

  async function start(): Promise<void> {
    server = await startTemporal({ dbFile: join(directory, 'temporal.db'), log: () => undefined });
  }

  async function withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address: server.address });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'steward-temporal-'));
    await start();
  });

  after(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('knows the search attributes from its start, and registers missing ones on a server that does not', async () => {
    await withConnection(async (connection) => {
      assert.deepEqual(await missingSearchAttributes(connection, 'default'), []);
      await connection.operatorService.removeSearchAttributes({
        namespace: 'default',
        searchAttributes: ['StewardKind'],
      });
      assert.deepEqual(await missingSearchAttributes(connection, 'default'), ['StewardKind']);
      assert.deepEqual(await ensureSearchAttributes(connection, 'default'), ['StewardKind']);
      assert.deepEqual(await missingSearchAttributes(connection, 'default'), []);
    });
  });

  it('shows its UI', async () => {
    assert.equal((await fetch(server.uiUrl)).status, 200);
  });

  it('goes on where it was after a SIGKILL', async () => {
    await withConnection(async (connection) => {
      const { workflow } = new Client({ connection });
      await workflow.start('waitsForAWorker', { taskQueue: 'nobody', workflowId: 'kept' });
    });
    await server.kill();
    await start();
    const status = await withConnection((connection) =>
      new Client({ connection }).workflow.getHandle('kept').describe(),
    );
    assert.equal(status.status.name, 'RUNNING');
  });
});
