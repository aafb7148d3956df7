/** The first staff log-in, made when an API starts: exactly one, and never out of somebody else's account. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { bootstrapStaff } from '../../api/auth/bootstrap-staff.ts';
import { createLog } from '../../config/log.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { PASSWORD, Visitor } from '../support/visitor.ts';

const ADMIN = 'Admin@Platform.test';
const OTHER_PASSWORD = 'quite another passphrase';

describe('the first staff log-in', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await startTestApi();
  });
  afterEach(() => api.stop());

  /** As an API does when it starts; answers what it logs. */
  async function start(admin = ADMIN, password = PASSWORD): Promise<string> {
    let lines = '';
    const destination = new Writable({
      write(chunk: Buffer, _, done) {
        lines += chunk.toString();
        done();
      },
    });
    const { auth, login } = api.ctx;
    const log = createLog({ level: 'info', name: 'api' }, destination);
    await bootstrapStaff({ auth, login, log, admin, password });
    return lines;
  }
  const staff = async (): Promise<string[]> => {
    const rows = await api.sql<{ email: string }>(
      'SELECT email FROM person JOIN platform_staff ON person_id = id ORDER BY email',
    );
    return rows.map((row) => row.email);
  };

  it('is a person who can log in, belongs to no organization and gets into the platform area', async () => {
    assert.match(await start(), /made the first of the platform staff/);
    const admin = new Visitor(api, ADMIN.toLowerCase());
    assert.equal((await admin.logIn()).status, 200);
    const me = await admin.me();
    assert.deepEqual([me.isStaff, me.memberships, me.person.email], [true, [], 'admin@platform.test']);
    for (const path of ['agents', 'skills', 'organizations', 'kinds', 'tools', 'audit'])
      assert.equal((await admin.send('GET', `/v1/platform/${path}`)).status, 200, path);
  });

  it('is made once: not again at the next start, nor by two that start together, nor for another address', async () => {
    await Promise.all([start(), start('second@platform.test'), start()]);
    const first = await staff();
    assert.equal(first.length, 1);
    assert.equal(await start(), '');
    assert.equal(await start('third@platform.test'), '');
    assert.deepEqual(await staff(), first);
    const rows = await api.sql(`SELECT 1 FROM person WHERE email = 'third@platform.test'`);
    assert.deepEqual(rows, [], 'no account is left behind');
  });

  it('is one, whoever else is made it at the same moment', async () => {
    const { auth, login } = api.ctx;
    const ids: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      const email = `staff-${String(i)}@platform.test`;
      const registered = await login.register({ name: 'Staff', email, password: PASSWORD });
      assert.ok(registered !== 'taken');
      ids.push(registered.person.id);
    }
    for (let round = 0; round < 5; round += 1) {
      const made = await Promise.all(ids.map((id) => auth.people.makeFirstStaff(id)));
      assert.equal(made.filter(Boolean).length, 1);
      assert.equal((await staff()).length, 1);
      await api.sql('DELETE FROM platform_staff');
    }
  });

  it('keeps its password when the variable changes', async () => {
    await start();
    assert.equal(await start(ADMIN, OTHER_PASSWORD), '');
    const admin = new Visitor(api, ADMIN.toLowerCase());
    assertProblem(await admin.logIn(OTHER_PASSWORD), 'unauthenticated');
    assert.equal((await admin.logIn()).status, 200);
  });

  it('is an account that was there, when the password is its own', async () => {
    const owner = new Visitor(api, ADMIN.toLowerCase());
    await owner.signUp();
    assert.match(await start(), /made the first/);
    const me = await owner.me();
    assert.deepEqual([me.isStaff, me.memberships.length], [true, 1]);
  });

  it('is not made of an account with another password, which stays as it is', async () => {
    const owner = new Visitor(api, ADMIN.toLowerCase());
    await owner.signUp();
    assert.match(await start(ADMIN, OTHER_PASSWORD), /has an account with another password/);
    assert.deepEqual(await staff(), []);
    assert.equal((await owner.logIn()).status, 200);
  });

  it('is not made of half a configuration or a wrong one, which stops no start', async () => {
    const wrong = /is no e-mail address, or its password is too short/;
    assert.match(await start('admin'), wrong);
    assert.match(await start(ADMIN, 'short'), wrong);
    const { auth, login, log } = api.ctx;
    await bootstrapStaff({ auth, login, log, admin: ADMIN, password: undefined });
    await bootstrapStaff({ auth, login, log, admin: undefined, password: PASSWORD });
    assert.deepEqual(await api.sql('SELECT 1 FROM person'), []);
  });
});
