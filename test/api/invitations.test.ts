import assert from 'node:assert/strict';
import type { z } from 'zod';
import { invitationPage, newInvitationView } from '../../domain/contracts/members.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { inviteAndJoin, tokenOf, Visitor } from '../support/visitor.ts';

type NewInvitation = z.output<typeof newInvitationView>;

describe('invitations', () => {
  let api: TestApi;
  let owner: Visitor;

  before(async () => {
    api = await startTestApi();
    owner = new Visitor(api);
    await owner.signUp({ organizationName: 'Host Sails' });
  });
  after(() => api.stop());

  const invite = async (email: string, role = 'member', headers: Record<string, string> = {}) => {
    const answer = await owner.send('POST', '/v1/invitations', { email, role }, headers);
    assert.equal(answer.status, 201, answer.text);
    return answer;
  };
  const accept = (visitor: Visitor, token: string) =>
    visitor.send('POST', '/v1/invitations/accept', { token });
  const withInvitation = (token: string) => ({
    invitationToken: token,
    organizationName: undefined,
    timeZone: undefined,
  });

  it('bring somebody new in with the role they name, and nobody gets an organization by it', async () => {
    const guest = await inviteAndJoin(api, owner, 'approver');
    const { memberships } = await guest.me();
    assert.deepEqual(
      memberships.map(({ organizationName, role }) => [organizationName, role]),
      [['Host Sails', 'approver']],
    );
  });

  it('are accepted by a person who has an account, once or repeated, and work for nobody after', async () => {
    const guest = new Visitor(api);
    await guest.signUp();
    const token = tokenOf(await invite(guest.email));
    assert.equal((await accept(guest, token)).status, 200);
    assert.equal((await accept(guest, token)).status, 200, 'a repeat is told the same');
    assert.equal((await guest.me()).memberships.length, 2);
    await api.sql(
      'DELETE FROM member WHERE role = $1 AND person_id = (SELECT id FROM person WHERE email = $2)',
      ['member', guest.email],
    );
    assertProblem(await accept(guest, token), 'conflict');
  });

  it('are for one address: whoever else has the link cannot use it', async () => {
    const token = tokenOf(await invite('meant@school.test'));
    const other = new Visitor(api);
    assertProblem(await other.trySignUp(withInvitation(token)), 'forbidden');
    await other.signUp();
    assertProblem(await accept(other, token), 'forbidden');
    assertProblem(await accept(other, `${token}x`), 'not_found');
  });

  it('can be withdrawn, and end after seven days', async () => {
    const guest = new Visitor(api);
    const answer = await invite(guest.email);
    const { id } = answer.json() as NewInvitation;
    const revoked = await owner.send('DELETE', `/v1/invitations/${id}`);
    assert.equal((revoked.json() as { state: string }).state, 'revoked');
    assertProblem(await guest.trySignUp(withInvitation(tokenOf(answer))), 'conflict');
    const late = await invite(guest.email);
    await api.sql(`UPDATE invitation SET expires_at = now() WHERE email = $1`, [guest.email]);
    assertProblem(await guest.trySignUp(withInvitation(tokenOf(late))), 'conflict');
    assertProblem(await guest.logIn(), 'unauthenticated');
    const accepted = await inviteAndJoin(api, owner, 'viewer');
    const page = (await owner.send('GET', '/v1/invitations')).as(invitationPage);
    const used = page.data.find((item) => item.email === accepted.email);
    assertProblem(await owner.send('DELETE', `/v1/invitations/${used?.id ?? ''}`), 'conflict');
  });

  it('show their link once and keep only its hash', async () => {
    const headers = { 'idempotency-key': 'invite-once' };
    const first = await invite('once@school.test', 'viewer', headers);
    const again = await invite('once@school.test', 'viewer', headers);
    const { link, ...rest } = first.as(newInvitationView);
    assert.deepEqual(again.as(newInvitationView), { ...rest, link: null });
    const token = tokenOf(first);
    assert.match(link ?? '', /\/accept-invitation\?token=/);
    for (const table of ['invitation', 'idempotency_key', 'audit_value']) {
      const [row] = await api.sql<{ found: number }>(
        `SELECT count(*)::int AS found FROM ${table} t WHERE t::text LIKE $1`,
        [`%${token}%`],
      );
      assert.equal(row?.found, 0, table);
    }
    const sent = await api.mailsTo('once@school.test');
    assert.equal(sent.length, 1);
    assert.ok(sent[0]?.text.includes(token));
  });

  it('are refused for members, unknown roles and addresses that are none', async () => {
    const body = (email: string, role: string) => owner.send('POST', '/v1/invitations', { email, role });
    assertProblem(await body(owner.email, 'viewer'), 'conflict', ['/email']);
    assertProblem(await body('x@school.test', 'king'), 'invalid_request', ['/role']);
    assertProblem(await body('nobody', 'viewer'), 'invalid_request', ['/email']);
  });

  it('give nobody more than the key may do that invites', async () => {
    const { id, key: all } = await api.createOrganization();
    const key = await api.createKey(id, { scopes: ['members:write'] });
    const invited = (role: string) =>
      api.post('/v1/invitations', key, { email: `${role}@elsewhere.test`, role });
    for (const role of ['owner', 'admin', 'viewer']) assertProblem(await invited(role), 'forbidden');
    const { data } = (await api.get('/v1/invitations', all)).as(invitationPage);
    assert.deepEqual(data, []);
    const whole = await api.post('/v1/invitations', all, { email: 'admin@elsewhere.test', role: 'admin' });
    assert.equal(whole.status, 201, whole.text);
  });

  it('are not seen by another organization', async () => {
    const { id } = (await invite('hidden@school.test')).json() as NewInvitation;
    const stranger = new Visitor(api);
    await stranger.signUp();
    assertProblem(await stranger.send('DELETE', `/v1/invitations/${id}`), 'not_found');
    assert.deepEqual((await stranger.send('GET', '/v1/invitations')).as(invitationPage).data, []);
  });
});
