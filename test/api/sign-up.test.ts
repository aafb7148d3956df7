import assert from 'node:assert/strict';
import { meView } from '../../domain/contracts/people.ts';
import { organizationView } from '../../domain/contracts/agents.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem, messageAt } from '../support/problem.ts';
import { PASSWORD, Visitor } from '../support/visitor.ts';

describe('signing up', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi();
  });
  after(() => api.stop());

  const count = async (sql: string, values: unknown[]): Promise<number> =>
    Number((await api.sql<{ count: string }>(`SELECT count(*) FROM ${sql}`, values))[0]?.count);
  const organizationsOf = (email: string) =>
    count('member m JOIN person p ON p.id = m.person_id WHERE p.email = $1', [email]);

  it('makes a person, an organization they own, the order for its agents and a login, in one request', async () => {
    const visitor = new Visitor(api);
    const me = await visitor.signUp({ organizationName: 'Harbour School', timeZone: 'Europe/Berlin' });
    const [membership] = me.memberships;
    assert.equal(me.person.email, visitor.email);
    assert.equal(membership?.role, 'owner');
    assert.deepEqual(await visitor.me(), me);
    const current = (await visitor.send('GET', '/v1/organizations/current')).as(organizationView);
    assert.deepEqual([current.name, current.timeZone], ['Harbour School', 'Europe/Berlin']);
    const id = requireUuid('organization', current.id);
    assert.equal(await count("onboarding WHERE organization_id = $1 AND status = 'pending'", [id]), 1);
    const orders = "outbox WHERE organization_id = $1 AND kind = 'start_onboarding'";
    assert.equal(await count(orders, [id]), 1);
    const actions = await api.sql('SELECT actor, action FROM audit_entry WHERE organization_id = $1', [id]);
    assert.deepEqual(actions, [{ actor: `person:${me.person.id}`, action: 'organization.created' }]);
  });

  it('keeps the password as a hash, and the cookie from scripts and other sites', async () => {
    const visitor = new Visitor(api);
    const answer = await visitor.trySignUp();
    const [cookie = ''] = answer.headers.getSetCookie();
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=Lax/i);
    assert.doesNotMatch(cookie, /Secure/i);
    const stored = await api.sql<{ password: string }>(
      'SELECT a.password FROM login_account a JOIN person p ON p.id = a.person_id WHERE p.email = $1',
      [visitor.email],
    );
    assert.equal(stored.length, 1);
    assert.ok(!stored[0]?.password.includes(PASSWORD));
  });

  it('ends in the same organization however often and however simultaneously it is repeated', async () => {
    const email = 'twice@school.test';
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => new Visitor(api, email).trySignUp({ organizationName: 'Once' })),
    );
    for (const answer of answers) assert.equal(answer.status, 201, answer.text);
    const [first, ...others] = answers.map((answer) => answer.as(meView));
    for (const other of others) assert.deepEqual(other, first);
    assert.equal(await organizationsOf(email), 1);
    assert.equal(await count('organization WHERE name = $1', ['Once']), 1);
  });

  it('is completed by a repeat after a crash between the person and the organization', async () => {
    const visitor = new Visitor(api);
    const registered = await api.ctx.login.register({
      name: 'Alma',
      email: visitor.email,
      password: PASSWORD,
    });
    assert.notEqual(registered, 'taken');
    assert.equal(await organizationsOf(visitor.email), 0);
    await visitor.signUp();
    assert.equal(await organizationsOf(visitor.email), 1);
  });

  it('is completed by a repeat after a crash between the person and the password', async () => {
    const visitor = new Visitor(api);
    await api.sql(
      `INSERT INTO person (id, name, email, created_at) VALUES (gen_random_uuid(), 'Alma', $1, now() - interval '1 minute')`,
      [visitor.email],
    );
    await visitor.signUp();
    assert.equal((await visitor.logIn()).status, 200);
  });

  it('takes no account over: the address of somebody else is refused', async () => {
    const owner = new Visitor(api);
    await owner.signUp();
    const wrong = await new Visitor(api, owner.email).trySignUp({ password: 'another password' });
    assert.match(messageAt(assertProblem(wrong, 'conflict', ['/email']), '/email'), /log in/);
    assert.deepEqual(wrong.headers.getSetCookie(), []);
    const second = await new Visitor(api, owner.email.toUpperCase()).trySignUp({ organizationName: 'B' });
    assertProblem(second, 'conflict', ['/email']);
    assert.equal(await organizationsOf(owner.email), 1);
  });

  it('names every field that is wrong', async () => {
    const visitor = new Visitor(api);
    const bad = { name: ' ', password: 'short', timeZone: '+01:00', email: 'nobody' };
    const problem = assertProblem(await visitor.trySignUp(bad), 'invalid_request');
    for (const field of ['/name', '/password', '/timeZone', '/email'])
      assert.ok(
        problem.errors?.some((error) => error.pointer === field),
        field,
      );
    assertProblem(await visitor.trySignUp({ organizationName: undefined }), 'invalid_request', [
      '/organizationName',
    ]);
    assertProblem(await visitor.trySignUp({ timeZone: 'Mars/Olympus' }), 'invalid_request', ['/timeZone']);
  });

  it('lets an owner rename the organization and move its time zone, against the state they saw', async () => {
    const visitor = new Visitor(api);
    await visitor.signUp();
    const path = '/v1/organizations/current';
    const etag = (await visitor.send('GET', path)).headers.get('etag') ?? '';
    assertProblem(await visitor.send('PATCH', path, { name: 'New' }), 'precondition_required');
    const change = { name: 'New', timeZone: 'America/New_York' };
    const renamed = await visitor.send('PATCH', path, change, { 'if-match': etag });
    const { name, timeZone } = renamed.as(organizationView);
    assert.deepEqual({ name, timeZone }, change);
    assertProblem(
      await visitor.send('PATCH', path, { name: 'X' }, { 'if-match': etag }),
      'precondition_failed',
    );
    const wrong = await visitor.send('PATCH', path, { timeZone: 'CET+1' }, { 'if-match': '*' });
    assertProblem(wrong, 'invalid_request', ['/timeZone']);
  });
});
