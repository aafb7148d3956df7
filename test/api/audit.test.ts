import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Client } from 'pg';
import { auditExport, auditPage, auditVerification } from '../../domain/contracts/audit.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi, type TestOrganization } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the audit log', function () {
  this.timeout(60_000);
  let api: TestApi;
  let org: TestOrganization;
  let directory: string;

  before(async () => {
    api = await startTestApi();
    directory = mkdtempSync(join(tmpdir(), 'steward-audit-'));
  });
  beforeEach(async () => {
    org = await api.createOrganization();
  });
  after(async () => {
    rmSync(directory, { recursive: true, force: true });
    await api.stop();
  });

  const record = (count: number, after: unknown = { name: 'Anything' }): Promise<void> =>
    api.database.transact(org.id, async ({ audit }) => {
      for (let i = 0; i < count; i += 1) {
        const subject = { kind: 'skill', id: `skl_${String(i)}` };
        await audit.record({ actor: 'key:test', action: 'skill.updated', subject, before: null, after });
      }
    });
  const verify = async (query = '') =>
    (await api.get(`/v1/audit/verify${query}`, org.key)).as(auditVerification);
  /** As nobody can who has only the product's roles: past the trigger, straight into the tables. */
  const tamper = async (sql: string): Promise<void> => {
    await api.sql('ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only');
    await api.sql(sql, [org.id]);
    await api.sql('ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only');
  };

  it('has every decision, with who made it and what it was about', async () => {
    const { approvalId } = await createWaitingRun(api, org.id);
    await api.post(`/v1/approvals/${approvalId}/decision`, org.key, {
      decision: 'reject',
      reason: 'Too early',
    });
    const page = (await api.get('/v1/audit?subjectKind=approval', org.key)).as(auditPage);
    const [entry] = page.data;
    assert.equal(page.data.length, 1);
    assert.equal(entry?.action, 'approval.rejected');
    assert.equal(entry.subjectId, approvalId);
    assert.match(entry.actor, /^key:key_/);
    assert.equal((entry.before as { status: string }).status, 'pending');
    assert.deepEqual([(entry.after as { reason: string }).reason, entry.erased], ['Too early', false]);
  });

  it('keeps no entry of a change that was undone', async () => {
    await assert.rejects(
      api.database.transact(org.id, async ({ audit }) => {
        await audit.record({
          actor: 'key:test',
          action: 'skill.updated',
          subject: { kind: 'skill', id: 'x' },
        });
        throw new Error('undone');
      }),
    );
    assert.deepEqual((await verify()).entries, 0);
  });

  it('stays one chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => record(3)));
    const { ok, entries, head } = await verify();
    assert.deepEqual([ok, entries, head?.seq], [true, 24, 24]);
  });

  it('survives the way PostgreSQL stores JSON, whatever the values are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: true }), (value) => record(1, { value })),
      { numRuns: 40 },
    );
    assert.deepEqual([(await verify()).ok, (await verify()).entries], [true, 40]);
  });

  it('pages through its entries, newest first', async () => {
    await record(5);
    const first = (await api.get('/v1/audit?limit=3', org.key)).as(auditPage);
    assert.deepEqual(
      first.data.map((entry) => entry.seq),
      [5, 4, 3],
    );
    const rest = (await api.get(`/v1/audit?limit=3&cursor=${first.nextCursor ?? ''}`, org.key)).as(auditPage);
    assert.deepEqual([rest.data.map((entry) => entry.seq), rest.hasMore], [[2, 1], false]);
  });

  for (const [what, sql, seq, message] of [
    [
      'an entry that was changed',
      `UPDATE audit_entry SET actor = 'key:else' WHERE organization_id = $1 AND seq = 2`,
      2,
      /changed/,
    ],
    [
      'an entry that was taken out',
      `WITH v AS (DELETE FROM audit_value WHERE entry_id = (SELECT id FROM audit_entry WHERE organization_id = $1 AND seq = 2)) DELETE FROM audit_entry WHERE organization_id = $1 AND seq = 2`,
      3,
      /missing/,
    ],
    [
      'values that were changed',
      `UPDATE audit_value SET after = '{"name":"Else"}' WHERE entry_id = (SELECT id FROM audit_entry WHERE organization_id = $1 AND seq = 2)`,
      2,
      /values/,
    ],
  ] as const) {
    it(`shows ${what}`, async () => {
      await record(3);
      await api.sql('ALTER TABLE audit_value DROP CONSTRAINT IF EXISTS audit_value_entry_fkey');
      await tamper(sql);
      const { ok, problem } = await verify();
      assert.deepEqual([ok, problem?.seq], [false, seq]);
      assert.match(problem?.message ?? '', message);
    });
  }

  it('shows that its end was cut off to whoever noted a head', async () => {
    await record(3);
    const { head } = await verify();
    const noted = `?seq=${String(head?.seq)}&hash=${head?.hash ?? ''}`;
    assert.equal((await verify(noted)).ok, true);
    await tamper('DELETE FROM audit_entry WHERE organization_id = $1 AND seq = 3');
    assert.equal((await verify()).ok, true);
    assert.match((await verify(noted)).problem?.message ?? '', /noted head/);
    assertProblem(await api.get('/v1/audit/verify?seq=3', org.key), 'invalid_request', ['/hash']);
  });

  it('stays whole when values are erased', async () => {
    await record(3);
    await api.sql('DELETE FROM audit_value WHERE organization_id = $1', [org.id]);
    const { ok, erasedValues } = await verify();
    assert.deepEqual([ok, erasedValues], [true, 3]);
    const page = (await api.get('/v1/audit', org.key)).as(auditPage);
    assert.ok(page.data.every((entry) => entry.erased && entry.after === null));
  });

  it('can be exported and checked by somebody who has only the files', async () => {
    await record(3);
    const files: string[] = [];
    for (const after of [0, 2]) {
      const answer = await api.get(`/v1/audit/export?limit=2&after=${String(after)}`, org.key);
      assert.equal(answer.as(auditExport).hasMore, after === 0);
      const file = join(directory, `${org.id}-${String(after)}.json`);
      writeFileSync(file, answer.text);
      files.push(file);
    }
    const check = () =>
      spawnSync(process.execPath, ['--import', 'tsx', 'scripts/verify-audit.ts', ...files], {
        cwd: ROOT,
        encoding: 'utf8',
      });
    const whole = check();
    assert.equal(whole.status, 0, whole.stderr);
    assert.match(whole.stdout, /^3 entries fit together/);
    const [first = ''] = files;
    writeFileSync(
      first,
      (await api.get('/v1/audit/export?limit=2', org.key)).text.replace('Anything', 'Nothing'),
    );
    const broken = check();
    assert.deepEqual([broken.status, broken.stdout], [1, 'broken at entry 1: its values were changed\n']);
  });

  it('is shown to nobody of another organization', async () => {
    await record(2);
    const other = await api.createOrganization('Another school');
    assert.deepEqual((await api.get('/v1/audit', other.key)).as(auditPage).data, []);
    assert.deepEqual((await api.get('/v1/audit/export', other.key)).as(auditExport).data, []);
  });

  it('lets no role of the product change or remove an entry, nor its owner', async () => {
    await record(1);
    const { app, system, owner, platform } = api.testDatabase;
    for (const url of [app, system, owner, platform]) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(`SELECT set_config('app.org_id', $1, FALSE)`, [org.id]);
        for (const sql of [
          `UPDATE audit_entry SET actor = 'nobody'`,
          'DELETE FROM audit_entry',
          'TRUNCATE audit_entry CASCADE',
        ]) {
          await assert.rejects(client.query(sql), { code: '42501' }, `${url.split('@')[0] ?? ''} ${sql}`);
        }
      } finally {
        await client.end();
      }
    }
    assert.equal((await verify()).ok, true);
  });
});
