import assert from 'node:assert/strict';
import { meView } from '../../domain/contracts/people.ts';
import { organizationView } from '../../domain/contracts/agents.ts';
import { toPublicId } from '../../domain/ids.ts';
import { EventReader } from '../support/event-reader.ts';
import { createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { inviteAndJoin, PASSWORD, Visitor } from '../support/visitor.ts';

describe('logging in', () => {
  let api: TestApi;

  before(async () => {
    api = await startTestApi({ streamPingMs: 100 });
  });
  after(() => api.stop());

  const newVisitor = async (): Promise<Visitor> => {
    const visitor = new Visitor(api);
    await visitor.signUp();
    return visitor;
  };

  it('lets a person in with their password, on another browser, until they log out', async () => {
    const known = await newVisitor();
    const visitor = new Visitor(api, known.email);
    assertProblem(await visitor.send('GET', '/v1/me'), 'unauthenticated');
    const me = (await visitor.logIn()).as(meView);
    assert.deepEqual(await visitor.me(), me);
    const { cookie } = visitor;
    assert.equal((await visitor.send('POST', '/v1/logout')).status, 200);
    assert.equal(visitor.cookie, '', 'the browser was told to forget');
    assertProblem(await api.get('/v1/me', undefined, { cookie }), 'unauthenticated');
    assert.equal((await known.send('GET', '/v1/me')).status, 200, 'the other browser stays logged in');
  });

  it('says the same about a wrong password and an unknown address', async () => {
    const known = await newVisitor();
    const wrong = assertProblem(await known.logIn('not the password'), 'unauthenticated');
    const unknown = assertProblem(await new Visitor(api, 'no@school.test').logIn(), 'unauthenticated');
    assert.equal(wrong.detail, unknown.detail);
  });

  it('refuses a cookie that was made up or tampered with', async () => {
    const visitor = await newVisitor();
    const [name = '', value = ''] = visitor.cookie.split('=');
    for (const forged of [
      `${name}=x.y`,
      `${name}=${value.slice(0, -6)}`,
      `${name}=a${value}`,
      'other=1',
      '=;=',
    ]) {
      assertProblem(await api.get('/v1/me', undefined, { cookie: forged }), 'unauthenticated');
    }
  });

  it('marks the cookie as secure where the page is served over https', async () => {
    const secure = await startTestApi({ publicUrl: 'https://steward.example.com' });
    const answer = await secure.post('/v1/signup', undefined, {
      name: 'Alma',
      email: 'alma@school.test',
      password: PASSWORD,
      organizationName: 'Alma Sails',
      timeZone: 'UTC',
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    assert.match(cookie, /^__Secure-steward\..*; Secure/i);
    await secure.stop();
  });

  it('shows each organization by the header, and others not at all', async () => {
    const host = await newVisitor();
    const guest = await inviteAndJoin(api, host, 'viewer');
    await guest.trySignUp({ organizationName: 'Guest Sails' });
    const { memberships } = await guest.me();
    assert.deepEqual(
      memberships.map(({ organizationName, role }) => [organizationName, role]),
      [
        ['Alma Sails', 'viewer'],
        ['Guest Sails', 'owner'],
      ],
    );
    for (const { organizationId, organizationName, permissions } of memberships) {
      guest.organizationId = organizationId;
      const shown = (await guest.send('GET', '/v1/organizations/current')).as(organizationView);
      assert.deepEqual([shown.name, shown.permissions], [organizationName, permissions]);
    }
    const foreign = await api.createOrganization();
    for (const id of [toPublicId('organization', foreign.id), 'org_x', 'nonsense']) {
      guest.organizationId = id;
      assertProblem(await guest.send('GET', '/v1/agents'), 'not_found');
    }
    const listed = (await guest.send('GET', '/v1/organizations?limit=1')).json() as { hasMore: boolean };
    assert.equal(listed.hasMore, true);
  });

  it('follows a run as a logged-in person, and no longer after leaving', async () => {
    const owner = await newVisitor();
    const [membership] = (await owner.me()).memberships;
    const [row] = await api.sql<{ id: string }>(
      'SELECT m.organization_id AS id FROM member m JOIN person p ON p.id = m.person_id WHERE p.email = $1',
      [owner.email],
    );
    assert.ok(row);
    assert.equal(membership?.organizationId, toPublicId('organization', row.id));
    const { runId } = await createWaitingRun(api, row.id);
    const reader = await EventReader.open(`${api.url}/v1/runs/${runId}/events`, { cookie: owner.cookie });
    assert.equal(reader.response.status, 200);
    assert.ok(await reader.next());
    await api.sql('DELETE FROM member WHERE organization_id = $1', [row.id]);
    while ((await reader.next()) !== undefined);
  });

  it('is not the platform staff unless it is said so, and keys never are', async () => {
    const visitor = await newVisitor();
    assert.equal((await visitor.me()).isStaff, false);
    await api.sql('INSERT INTO platform_staff SELECT id FROM person WHERE email = $1', [visitor.email]);
    assert.equal((await visitor.me()).isStaff, true);
    const org = await api.createOrganization();
    assertProblem(await api.get('/v1/me', org.key), 'forbidden');
  });

  it('changes a forgotten password by a link that works once, and ends all sessions', async () => {
    const visitor = await newVisitor();
    const { email } = visitor;
    for (const address of [email, 'nobody@school.test']) {
      const asked = await api.post('/v1/password-reset', undefined, { email: address });
      assert.equal(asked.status, 202, 'nobody learns who has an account');
    }
    const sent = await api.mailsTo(email);
    assert.equal(sent.length, 1);
    assert.deepEqual(await api.mailsTo('nobody@school.test'), []);
    const token = /token=([^\s&]+)/.exec(sent[0]?.text ?? '')?.[1] ?? '';
    const confirm = (password: string) =>
      api.post('/v1/password-reset/confirm', undefined, { token: decodeURIComponent(token), password });
    assertProblem(await confirm('short'), 'invalid_request', ['/password']);
    assert.equal((await confirm('a quite new password')).status, 200);
    assertProblem(await confirm('a third password'), 'invalid_request', ['/token']);
    assertProblem(await visitor.send('GET', '/v1/me'), 'unauthenticated');
    assertProblem(await visitor.logIn(), 'unauthenticated');
    assert.equal((await visitor.logIn('a quite new password')).status, 200);
  });

  it('ends with its time', async () => {
    const visitor = await newVisitor();
    await api.sql(
      `UPDATE login_session SET expires_at = now() - interval '1 second'
       WHERE person_id = (SELECT id FROM person WHERE email = $1)`,
      [visitor.email],
    );
    assertProblem(await visitor.send('GET', '/v1/me'), 'unauthenticated');
  });
});
