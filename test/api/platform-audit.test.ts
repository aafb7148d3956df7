/** What the platform's staff changes leaves a trace: one entry each, in a chain that no organization sees. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { auditPage, auditVerification, platformAuditExport } from '../../domain/contracts/audit.ts';
import { platformSkillView, systemAgentView } from '../../domain/contracts/platform.ts';
import { withClient } from '../../scripts/create-roles.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { createStaff, type Visitor } from '../support/visitor.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORDS = { title: 'Knots', description: 'Use this when tying.', body: 'Bowline first.' };
const AGENT = { name: 'Lead watch', kind: 'custom_report', status: 'active' };

type Entry = z.output<typeof auditPage>['data'][number];

describe("the platform's audit log", function () {
  this.timeout(60_000);
  let api: TestApi;
  let staff: Visitor;
  let label: string;
  let directory: string;

  before(async () => {
    api = await startTestApi();
    staff = await createStaff(api);
    label = `person:${(await staff.me()).person.id}`;
    directory = mkdtempSync(join(tmpdir(), 'steward-platform-audit-'));
  });
  after(async () => {
    rmSync(directory, { recursive: true, force: true });
    await api.stop();
  });

  const entriesOf = async (subjectId: string): Promise<Entry[]> =>
    (await staff.send('GET', `/v1/platform/audit?subjectId=${subjectId}`)).as(auditPage).data.reverse();
  const verify = async (query = '') =>
    (await staff.send('GET', `/v1/platform/audit/verify${query}`)).as(auditVerification);
  const count = async () => (await verify()).entries;

  it('has each change of a system agent once, with who made it, before and after', async () => {
    const made = (await staff.send('POST', '/v1/platform/agents', AGENT)).as(systemAgentView);
    const path = `/v1/platform/agents/${made.id}`;
    const edit = { name: 'Leads', spec: { persona: { ...made.spec.persona, tone: 'dry' } } };
    assert.equal((await staff.send('PATCH', path, edit, { 'if-match': '*' })).status, 200);
    assert.equal((await staff.send('DELETE', path)).status, 200);
    // Restored, by setting its status.
    assert.equal((await staff.send('PATCH', path, { status: 'paused' }, { 'if-match': '*' })).status, 200);
    const entries = await entriesOf(made.id);
    assert.deepEqual(
      entries.map(({ actor, action, subjectKind }) => [actor, action, subjectKind]),
      ['agent.created', 'agent.updated', 'agent.archived', 'agent.updated'].map((action) => [
        label,
        action,
        'agent',
      ]),
    );
    const [created, edited, archived, restored] = entries;
    assert.equal(created?.before, null);
    assert.deepEqual(created.after, { ...AGENT, spec: made.spec });
    assert.deepEqual(edited?.before, { name: 'Lead watch', spec: { persona: made.spec.persona } });
    assert.deepEqual(edited.after, edit);
    assert.deepEqual([archived?.before, archived?.after], [{ status: 'active' }, { status: 'archived' }]);
    assert.deepEqual([restored?.before, restored?.after], [{ status: 'archived' }, { status: 'paused' }]);
  });

  it('has each change of a skill once, with who made it, before and after', async () => {
    const made = (await staff.send('POST', '/v1/platform/skills', WORDS)).as(platformSkillView);
    const path = `/v1/platform/skills/${made.id}`;
    assert.equal((await staff.send('PATCH', path, { enabled: false }, { 'if-match': '"1"' })).status, 200);
    assert.equal((await staff.send('DELETE', path)).status, 200);
    const entries = await entriesOf(made.id);
    const [on, off] = [true, false].map((enabled) => ({ ...WORDS, tags: [], enabled }));
    assert.deepEqual(
      entries.map(({ actor, action, before, after }) => [actor, action, before, after]),
      [
        [label, 'skill.created', null, on],
        [label, 'skill.updated', on, off],
        [label, 'skill.deleted', off, null],
      ],
    );
  });

  it('has nothing of what was refused or said nothing new', async () => {
    const made = (await staff.send('POST', '/v1/platform/agents', AGENT)).as(systemAgentView);
    const skill = (await staff.send('POST', '/v1/platform/skills', WORDS)).as(platformSkillView);
    const before = await count();
    const same = { name: made.name, status: made.status, spec: { skillIds: [] } };
    const agentPath = `/v1/platform/agents/${made.id}`;
    const skillPath = `/v1/platform/skills/${skill.id}`;
    const answers = [
      await staff.send('PATCH', agentPath, same, { 'if-match': '*' }),
      await staff.send('PATCH', agentPath, { status: 'draft' }, { 'if-match': '"999"' }),
      await staff.send('PATCH', agentPath, { spec: { tools: { allow: ['fly'] } } }, { 'if-match': '*' }),
      await staff.send('PATCH', skillPath, { title: 'Hitches' }, { 'if-match': '"999"' }),
      await staff.send('POST', '/v1/platform/skills', { ...WORDS, title: '' }),
      // Agents have it.
      await staff.send('DELETE', '/v1/platform/skills/skl_01j0000000e008000000000051'),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 412, 422, 412, 422, 409],
    );
    assert.equal(await count(), before);
  });

  it('keeps nothing of a change that was undone, nor the change of an entry that failed', async () => {
    const before = await count();
    const undone = api.ctx.platform.transact(async (store) => {
      const skill = await store.skills.create({ ...WORDS, tags: [], enabled: true });
      const subject = { kind: 'skill', id: skill.skill.id };
      await store.audit.record({ actor: label, action: 'skill.created', subject });
      throw new Error('undone');
    });
    await assert.rejects(undone, /undone/);
    assert.equal(await count(), before);
    // The entry cannot be written, so the skill must not be there either.
    await api.sql('REVOKE INSERT ON audit_entry FROM steward_platform');
    const title = 'Without a trace';
    const failed = await staff.send('POST', '/v1/platform/skills', { ...WORDS, title });
    await api.sql('GRANT INSERT ON audit_entry TO steward_platform');
    assertProblem(failed, 'internal_error');
    assert.deepEqual(await api.sql('SELECT id FROM skill WHERE title = $1', [title]), []);
  });

  it('stays one chain when many write at once, can be verified here and, exported, elsewhere', async () => {
    const before = await count();
    const makers = Array.from({ length: 8 }, () => staff.send('POST', '/v1/platform/skills', WORDS));
    for (const answer of await Promise.all(makers)) assert.equal(answer.status, 201, answer.text);
    const { ok, entries, head } = await verify();
    assert.deepEqual([ok, entries], [true, before + 8]);
    const noted = `?seq=${String(head?.seq)}&hash=${head?.hash ?? ''}`;
    assert.equal((await verify(noted)).ok, true);
    assertProblem(await staff.send('GET', '/v1/platform/audit/verify?seq=3'), 'invalid_request', ['/hash']);

    const pages = [];
    for (let after = 0, more = true; more;) {
      const path = `/v1/platform/audit/export?limit=5&after=${String(after)}`;
      const page = (await staff.send('GET', path)).as(platformAuditExport);
      pages.push(page);
      after = page.data.at(-1)?.seq ?? after;
      more = page.hasMore;
    }
    assert.equal(pages[0]?.organizationId, null);
    assert.equal(runVerifier(pages).status, 0, 'the chain fits together');
    assert.match(runVerifier(pages).stdout, new RegExp(`${String(before + 8)} entries fit together`));
    const second = pages.at(0)?.data[1];
    assert.ok(second);
    second.actor = 'person:somebody_else';
    assert.deepEqual(
      [runVerifier(pages).status, /broken at entry 2/.test(runVerifier(pages).stdout)],
      [1, true],
    );
  });

  it('shows an entry that was changed behind its back', async () => {
    await api.sql('ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only');
    const change = (actor: string) =>
      api.sql(`UPDATE audit_entry SET actor = $2 WHERE organization_id = $1 AND seq = 2`, [CHAIN, actor]);
    await change('person:somebody_else');
    const { ok, problem } = await verify();
    await change(label);
    await api.sql('ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only');
    assert.deepEqual([ok, problem?.seq], [false, 2]);
    assert.equal((await verify()).ok, true);
  });

  it('is read by the role of the staff only, which can add to it and change nothing', async () => {
    const org = await api.createOrganization();
    const mine = (await api.get('/v1/audit?limit=200', org.key)).as(auditPage).data;
    assert.deepEqual(mine, []);
    assertProblem(await api.get('/v1/platform/audit', org.key), 'forbidden');
    const { testDatabase: urls } = api;
    const countAs = (url: string): Promise<number> =>
      withClient(url, async (client) => {
        await client.query(`SELECT set_config('app.org_id', $1, FALSE)`, [CHAIN]);
        let found = 0;
        for (const table of ['audit_entry', 'audit_value']) {
          const { rows } = await client
            .query<{ count: number }>(
              `SELECT count(*)::int AS count FROM ${table} WHERE ${table}.organization_id = $1`,
              [CHAIN],
            )
            // The query role has no grant at all.
            .catch(() => ({ rows: [{ count: 0 }] }));
          found += rows[0]?.count ?? 0;
        }
        return found;
      });
    for (const url of [urls.app, urls.system, urls.query, urls.auth])
      assert.equal(await countAs(url), 0, url);
    assert.equal(await countAs(urls.platform), 2 * (await count()));
    await withClient(urls.platform, async (client) => {
      for (const sql of [
        `UPDATE audit_entry SET actor = 'x'`,
        'DELETE FROM audit_entry',
        'TRUNCATE audit_entry',
        `UPDATE audit_value SET after = NULL`,
        'DELETE FROM audit_value',
        `INSERT INTO audit_value (organization_id, entry_id, salt) VALUES ('${org.id}', '${org.id}', 'x')`,
      ]) {
        await assert.rejects(client.query(sql), { code: '42501' }, sql);
      }
      const { rows } = await client.query(`SELECT 1 FROM audit_entry WHERE organization_id <> $1`, [CHAIN]);
      assert.deepEqual(rows, []);
    });
  });

  function runVerifier(pages: readonly unknown[]): { status: number | null; stdout: string } {
    const files = pages.map((page, i) => {
      const file = join(directory, `${String(i)}.json`);
      writeFileSync(file, JSON.stringify(page));
      return file;
    });
    const args = ['--import', 'tsx', 'scripts/verify-audit.ts', ...files];
    return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  }
});

const CHAIN = '00000000-0000-0000-0000-000000000000';
