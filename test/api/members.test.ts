import assert from 'node:assert/strict';
import type { z } from 'zod';
import { invitationPage, memberPage, memberView } from '../../domain/contracts/members.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

type Member = z.output<typeof memberView>;

describe('members', () => {
  let api: TestApi;
  let owner: Visitor;
  let admin: Visitor;
  let viewer: Visitor;

  before(async () => {
    api = await startTestApi();
    owner = new Visitor(api);
    await owner.signUp();
    admin = await inviteAndJoin(api, owner, 'admin');
    viewer = await inviteAndJoin(api, owner, 'viewer');
  });
  after(() => api.stop());

  const listed = async (visitor: Visitor = owner): Promise<Member[]> =>
    (await visitor.send('GET', '/v1/members')).as(memberPage).data;
  const idOf = async (visitor: Visitor): Promise<string> =>
    (await listed()).find((member) => member.email === visitor.email)?.id ?? '';
  const setRole = async (by: Visitor, of: Visitor, role: string) =>
    by.send('PATCH', `/v1/members/${await idOf(of)}`, { role });
  const remove = async (by: Visitor, of: Visitor) => by.send('DELETE', `/v1/members/${await idOf(of)}`);

  it('see each other, and nobody of another organization', async () => {
    const stranger = new Visitor(api);
    await stranger.signUp();
    const emails = (await listed(viewer)).map((member) => member.email).sort();
    assert.deepEqual(emails, [owner.email, admin.email, viewer.email].sort());
    assertProblem(await setRole(stranger, viewer, 'admin'), 'not_found');
    assertProblem(await remove(stranger, viewer), 'not_found');
  });

  it('are changed by owners and admins, and by nobody else', async () => {
    assertProblem(await setRole(viewer, viewer, 'admin'), 'forbidden');
    assertProblem(await remove(viewer, admin), 'forbidden');
    const changed = (await setRole(admin, viewer, 'approver')).as(memberView);
    assert.equal(changed.role, 'approver');
    assert.equal((await viewer.me()).memberships[0]?.role, 'approver');
    assert.equal((await setRole(admin, viewer, 'viewer')).status, 200);
  });

  it('become owners only by owners, and only owners touch an owner', async () => {
    assertProblem(await setRole(admin, viewer, 'owner'), 'forbidden');
    assertProblem(await setRole(admin, owner, 'viewer'), 'forbidden');
    assertProblem(await remove(admin, owner), 'forbidden');
    const invitation = { email: 'second-owner@school.test', role: 'owner' };
    assertProblem(await admin.send('POST', '/v1/invitations', invitation), 'forbidden');
    assert.equal((await owner.send('POST', '/v1/invitations', invitation)).status, 201);
  });

  it('keep at least one owner, also when two owners remove each other at the same moment', async () => {
    assertProblem(await setRole(owner, owner, 'admin'), 'conflict');
    assertProblem(await remove(owner, owner), 'conflict');
    const first = new Visitor(api);
    await first.signUp();
    const second = await inviteAndJoin(api, first, 'owner');
    const page = (await first.send('GET', '/v1/members')).as(memberPage).data;
    const id = (visitor: Visitor) => page.find((member) => member.email === visitor.email)?.id ?? '';
    const answers = await Promise.all([
      first.send('DELETE', `/v1/members/${id(second)}`),
      second.send('DELETE', `/v1/members/${id(first)}`),
    ]);
    const removed = answers.filter((answer) => answer.status === 200);
    assert.equal(removed.length, 1, answers.map((answer) => answer.text).join('\n'));
    const [left] = await api.sql<{ owners: number }>(
      `SELECT count(*)::int AS owners FROM member WHERE role = 'owner' AND organization_id IN
         (SELECT organization_id FROM invitation WHERE email = $1)`,
      [second.email],
    );
    assert.equal(left?.owners, 1);
  });

  it('who are removed are out at once', async () => {
    const guest = await inviteAndJoin(api, owner, 'member');
    assert.equal((await guest.send('GET', '/v1/agents')).status, 200);
    assert.equal((await remove(owner, guest)).status, 200);
    assertProblem(await guest.send('GET', '/v1/agents'), 'not_found');
    assert.deepEqual((await guest.me()).memberships, []);
  });

  it('who may not invite any more take their open invitations with them', async () => {
    const states = async () =>
      (await owner.send('GET', '/v1/invitations'))
        .as(invitationPage)
        .data.map(({ email, state }) => [email, state]);
    const inviting = async (email: string): Promise<Visitor> => {
      const guest = await inviteAndJoin(api, owner, 'admin');
      assert.equal((await guest.send('POST', '/v1/invitations', { email, role: 'admin' })).status, 201);
      return guest;
    };
    const [removed, demoted] = [await inviting('one@later.test'), await inviting('two@later.test')];
    assert.equal((await remove(owner, removed)).status, 200);
    assert.equal((await setRole(owner, demoted, 'viewer')).status, 200);
    const later = (await states()).filter(([email]) => email?.endsWith('@later.test'));
    assert.deepEqual(later.sort(), [
      ['one@later.test', 'revoked'],
      ['two@later.test', 'revoked'],
    ]);
  });

  it('leave a trail of every change', async () => {
    const [organization] = (await owner.me()).memberships;
    const rows = await api.sql<{ action: string; actor: string }>(
      `SELECT action, actor FROM audit_entry WHERE organization_id IN (SELECT organization_id FROM invitation WHERE email = $1)`,
      [admin.email],
    );
    assert.ok(organization);
    const actions = new Set(rows.map((row) => row.action));
    for (const action of ['invitation.created', 'member.joined', 'member.role_changed', 'member.removed'])
      assert.ok(actions.has(action), action);
    for (const { actor } of rows) assert.match(actor, /^person:per_/);
  });
});
