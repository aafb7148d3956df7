/** Who may decide, by the policy that was pinned when the agent asked; and edited calls, judged like the others. */
import assert from 'node:assert/strict';
import type { z } from 'zod';
import { approvalCounts, approvalPage, approvalView } from '../../domain/contracts/approvals.ts';
import { auditPage } from '../../domain/contracts/audit.ts';
import { notificationPage } from '../../domain/contracts/notifications.ts';
import { requireUuid } from '../../domain/ids.ts';
import { parseToolArguments } from '../../tools/registry.ts';
import { type ApprovalOptions, createWaitingRun } from '../support/api-rows.ts';
import { type ApiAnswer, startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

type Policy = Partial<NonNullable<ApprovalOptions['spec']>['approvalPolicy']>;
type View = z.output<typeof approvalView>;

const EDITED = { channel: 'simulator', to: '+4915112345678', text: 'See you on Monday at ten.' };

describe('the approval policy', () => {
  let api: TestApi;
  let organizationId: string;
  const people = {} as Record<'owner' | 'admin' | 'ana' | 'ben', Visitor>;

  before(async () => {
    api = await startTestApi();
    people.owner = new Visitor(api);
    await people.owner.signUp();
    people.admin = await inviteAndJoin(api, people.owner, 'admin');
    people.ana = await inviteAndJoin(api, people.owner, 'approver');
    people.ben = await inviteAndJoin(api, people.owner, 'approver');
    organizationId = requireUuid('organization', (await membershipOf(people.owner)).organizationId);
  });
  after(() => api.stop());

  const membershipOf = async (visitor: Visitor) => {
    const [membership] = (await visitor.me()).memberships;
    assert.ok(membership);
    return membership;
  };
  const memberIdOf = async (visitor: Visitor) => (await membershipOf(visitor)).memberId;

  async function asked(policy: Policy = {}, more: ApprovalOptions = {}): Promise<string> {
    const approvalPolicy = { roles: [], memberIds: [], fourEyes: false, escalateToRoles: [], ...policy };
    const spec = { tools: { allow: ['send_message'], deny: [] }, approvalPolicy, ...more.spec };
    return (await createWaitingRun(api, organizationId, { ...more, spec })).approvalId;
  }
  const decide = (visitor: Visitor, id: string, body: object = { decision: 'approve' }): Promise<ApiAnswer> =>
    visitor.send('POST', `/v1/approvals/${id}/decision`, body);
  const reject = (visitor: Visitor, id: string) => decide(visitor, id, { decision: 'reject', reason: 'no' });
  const read = async (id: string): Promise<View> =>
    (await people.owner.send('GET', `/v1/approvals/${id}`)).as(approvalView);
  const refused = async (answer: Promise<ApiAnswer>, code: 'forbidden' | 'conflict', why: RegExp) =>
    assert.match(assertProblem(await answer, code).detail, why);
  const toldOf = async (visitor: Visitor, id: string) =>
    (await visitor.send('GET', '/v1/notifications?limit=200'))
      .as(notificationPage)
      .data.filter(({ link }) => link.endsWith(id));

  it('names roles: they decide and are told, nobody else', async () => {
    const id = await asked({ roles: ['approver'] });
    await refused(decide(people.owner, id), 'forbidden', /the roles approver/);
    assert.equal((await toldOf(people.ana, id)).length, 1);
    assert.deepEqual(await toldOf(people.owner, id), []);
    assert.equal((await decide(people.ana, id)).as(approvalView).status, 'approved');
    const [notice] = await toldOf(people.ben, id);
    assert.notEqual(notice?.readAt, null, 'what is decided needs nobody to look any more');
  });

  it('tells nobody any more of what a kill switch has ended', async () => {
    const id = await asked({ roles: ['approver'] });
    const { agentId } = await read(id);
    assert.equal((await toldOf(people.ana, id))[0]?.readAt, null);
    assert.equal((await people.owner.send('POST', `/v1/agents/${agentId}/kill`)).status, 200);
    assert.equal((await read(id)).status, 'cancelled');
    for (const who of [people.ana, people.ben]) assert.ok((await toldOf(who, id))[0]?.readAt);
  });

  it('names members: they decide, by their own keys too, as long as their role may', async () => {
    const policy = { memberIds: [await memberIdOf(people.ana)] };
    const [first, second, third] = [await asked(policy), await asked(policy), await asked(policy)];
    await refused(decide(people.ben, first), 'forbidden', /members named there/);
    assert.equal((await decide(people.ana, first)).status, 200);
    await people.owner.send('PATCH', `/v1/members/${policy.memberIds[0] ?? ''}`, { role: 'admin' });
    const made = await people.ana.send('POST', '/v1/api-keys', {
      name: 'Ana',
      scopes: ['approvals:read', 'approvals:decide'],
    });
    const { secret } = made.json() as { secret: string };
    const byKey = await api.post(`/v1/approvals/${second}/decision`, secret, { decision: 'approve' });
    assert.match(byKey.as(approvalView).decidedBy ?? '', /^key:/);
    await people.owner.send('PATCH', `/v1/members/${policy.memberIds[0] ?? ''}`, { role: 'viewer' });
    assert.equal((await decide(people.ana, third)).status, 403);
    await people.owner.send('PATCH', `/v1/members/${policy.memberIds[0] ?? ''}`, { role: 'approver' });
  });

  it('never lets anybody but an owner decide a destructive call', async () => {
    const memberIds = [await memberIdOf(people.ana)];
    for (const policy of [{}, { memberIds }, { roles: ['approver' as const] }]) {
      const id = await asked(policy, { risk: 'destructive' });
      await refused(decide(people.ana, id), 'forbidden', /owner/);
      await refused(reject(people.admin, id), 'forbidden', /owner/);
      assert.equal((await decide(people.owner, id)).as(approvalView).status, 'approved');
    }
  });

  it('stays as it was when the agent asked', async () => {
    const id = await asked({ roles: ['approver'] });
    const { agentId } = await read(id);
    const agent = await people.owner.send('GET', `/v1/agents/${agentId}`);
    const edited = await people.owner.send(
      'PATCH',
      `/v1/agents/${agentId}`,
      { spec: { approvalPolicy: { roles: ['owner'] } } },
      { 'if-match': agent.headers.get('etag') ?? '' },
    );
    assert.equal(edited.status, 200, edited.text);
    await refused(decide(people.owner, id), 'forbidden', /approver/);
    assert.equal((await decide(people.ben, id)).status, 200);
  });

  it('is refused with the field when it names who is unknown, may not decide, or would come too late', async () => {
    const viewer = await inviteAndJoin(api, people.owner, 'viewer');
    const body = (approvalPolicy: object, more: object = {}) => ({
      name: 'A',
      kind: 'custom_report',
      spec: { approvalPolicy, ...more },
    });
    const refusal = async (policy: object, pointers: string[], more: object = {}) => {
      const answer = await people.owner.send('POST', '/v1/agents', body(policy, more));
      assertProblem(
        answer,
        'invalid_request',
        pointers.map((name) => `/spec/approvalPolicy/${name}`),
      );
    };
    const unknown = 'mem_01h2xcejqtf2nbrexx3vqjhp41';
    await refusal({ memberIds: [await memberIdOf(people.ana), unknown] }, ['memberIds/1']);
    await refusal({ memberIds: [await memberIdOf(viewer)] }, ['memberIds/0']);
    await refusal({ roles: ['viewer'] }, ['roles/0']);
    await refusal({ remindAfterSeconds: 60 }, ['remindAfterSeconds'], { approvalTimeoutSeconds: 60 });
    await refusal({ escalateToRoles: ['owner'] }, ['escalateAfterSeconds']);
    const made = await people.owner.send(
      'POST',
      '/v1/agents',
      body({ memberIds: [await memberIdOf(people.ana)] }),
    );
    assert.equal(made.status, 201, made.text);
  });

  it('lets no key decide that an agent made, nor one made with such a key', async () => {
    const id = await asked();
    const secret = await api.createKey(organizationId);
    await api.sql(
      `UPDATE api_key SET created_by = 'agent:agt_x' WHERE organization_id = $1 AND created_by IS NULL`,
      [organizationId],
    );
    const child = await api.post('/v1/api-keys', secret, {
      name: 'Child',
      scopes: ['approvals:decide', 'approvals:read'],
    });
    for (const key of [secret, (child.json() as { secret: string }).secret]) {
      const answer = await api.post(`/v1/approvals/${id}/decision`, key, { decision: 'approve' });
      assert.match(assertProblem(answer, 'forbidden').detail, /made by an agent/);
      assert.equal((await api.get('/v1/approvals/counts', key)).as(approvalCounts).mine, 0);
    }
    const cap = { organization: { dayMicroUsd: 1_000_000_000 } };
    const raised = await api.request('PUT', '/v1/budgets/organization', { key: secret, body: cap });
    assert.match(assertProblem(raised, 'forbidden').detail, /kept from agents/);
    assert.equal((await read(id)).status, 'pending');
  });

  describe('with four eyes', () => {
    it('takes two different people; the first is shown, and the second is asked', async () => {
      const id = await asked({ fourEyes: true });
      const first = (await decide(people.ana, id)).as(approvalView);
      assert.deepEqual(
        [first.status, first.firstApproval?.by],
        ['pending', `person:${(await people.ana.me()).person.id}`],
      );
      await refused(decide(people.ana, id), 'conflict', /second person/);
      assert.equal((await toldOf(people.ben, id)).length, 2);
      assert.equal((await toldOf(people.ana, id)).length, 1);
      const second = (await decide(people.ben, id)).as(approvalView);
      assert.deepEqual([second.status, second.firstApproval], ['approved', first.firstApproval]);
      assertProblem(await decide(people.admin, id), 'approval_already_decided');
      const audit = await api.sql<{ action: string }>(
        'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY seq',
        [id],
      );
      assert.deepEqual(
        audit.map(({ action }) => action),
        ['approval.first_approved', 'approval.approved'],
      );
    });

    it('is ended by one rejection, before and after the first approval', async () => {
      const [one, other] = [await asked({ fourEyes: true }), await asked({ fourEyes: true })];
      assert.equal((await reject(people.ana, one)).as(approvalView).status, 'rejected');
      await decide(people.ana, other);
      assert.equal((await reject(people.ana, other)).as(approvalView).status, 'rejected');
    });

    it('counts neither who started the run, nor keys of nobody, nor a person and their key as two', async () => {
      const personId = requireUuid('person', (await people.ana.me()).person.id);
      const id = await asked({ fourEyes: true }, { startedBy: { label: 'person:ana', personId } });
      await refused(decide(people.ana, id), 'forbidden', /started this run/);
      assert.deepEqual(await toldOf(people.ana, id), []);
      const nobody = await api.createKey(organizationId);
      const answer = await api.post(`/v1/approvals/${id}/decision`, nobody, { decision: 'approve' });
      assert.match(assertProblem(answer, 'forbidden').detail, /nobody/);
      const made = await people.owner.send('POST', '/v1/api-keys', {
        name: 'Mine',
        scopes: ['approvals:read', 'approvals:decide'],
      });
      const { secret } = made.json() as { secret: string };
      await decide(people.owner, id);
      const twice = await api.post(`/v1/approvals/${id}/decision`, secret, { decision: 'approve' });
      assertProblem(twice, 'conflict');
      assert.equal((await decide(people.ben, id)).as(approvalView).status, 'approved');
    });

    it('binds the second approval to the arguments of the first', async () => {
      const id = await asked({ fourEyes: true });
      const first = (await decide(people.ana, id, { decision: 'edit', arguments: EDITED })).as(approvalView);
      const { firstApproval, argumentsHash } = first;
      assert.deepEqual(firstApproval?.arguments, EDITED);
      await refused(decide(people.ben, id), 'conflict', /argumentsHash/);
      await refused(
        decide(people.ben, id, { decision: 'approve', argumentsHash }),
        'conflict',
        /argumentsHash/,
      );
      const other = { ...EDITED, text: 'At eleven.' };
      const anew = (await decide(people.ben, id, { decision: 'edit', arguments: other })).as(approvalView);
      assert.deepEqual([anew.status, anew.firstApproval?.arguments], ['pending', other]);
      const hash = anew.firstApproval?.argumentsHash;
      const done = (await decide(people.ana, id, { decision: 'approve', argumentsHash: hash })).as(
        approvalView,
      );
      assert.deepEqual(
        [done.status, done.decidedArguments, done.decidedArgumentsHash],
        ['edited', other, hash],
      );
    });

    it('has one first and one second among many at once', async () => {
      const id = await asked({ fourEyes: true });
      const all = [people.ana, people.ben, people.admin, people.owner];
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) => decide(all[i % 4] ?? people.ana, id)),
      );
      const views = answers.filter(({ status }) => status === 200).map((answer) => answer.as(approvalView));
      assert.deepEqual(views.map(({ status }) => status).sort(), ['approved', 'pending']);
      const { decidedBy, firstApproval } = await read(id);
      assert.notEqual(decidedBy, firstApproval?.by);
      assert.ok(answers.every(({ status }) => [200, 409].includes(status)));
    });
  });

  describe('for an inbox', () => {
    it('says what is mine to decide, and filters by kind, risk and taint', async () => {
      const mine = await asked({ roles: ['approver'] }, { taint: true });
      const notMine = await asked({ roles: ['owner'] });
      const destructive = await asked({}, { risk: 'destructive' });
      const half = await asked({ fourEyes: true });
      const list = async (visitor: Visitor, query: string) =>
        (await visitor.send('GET', `/v1/approvals?status=pending&limit=200${query}`))
          .as(approvalPage)
          .data.map((item) => item.id);
      await decide(people.ana, half);
      const ofAna = await list(people.ana, '&mine=true');
      assert.deepEqual(
        [mine, notMine, destructive, half].map((id) => ofAna.includes(id)),
        [true, false, false, false],
      );
      const ofOwner = await list(people.owner, '&mine=true');
      assert.deepEqual(
        [mine, notMine, destructive, half].map((id) => ofOwner.includes(id)),
        [false, true, true, true],
      );
      assert.deepEqual(await list(people.ana, '&risk=destructive'), [destructive]);
      assert.deepEqual(await list(people.ana, '&tainted=true'), [mine]);
      assert.deepEqual(await list(people.ana, '&kind=custom_report'), []);
      const counts = (await people.ana.send('GET', '/v1/approvals/counts')).as(approvalCounts);
      assert.equal(counts.mine, ofAna.length);
      assert.equal(counts.pending, (await list(people.ana, '')).length);
    });
  });

  describe('for edited arguments', () => {
    it('refuses what a blocked topic forbids, and names what does', async () => {
      const id = await asked({}, { spec: { blockedTopics: ['politics'] } });
      const answer = await decide(people.ana, id, {
        decision: 'edit',
        arguments: { ...EDITED, text: 'Let us talk about politics.' },
      });
      const problem = assertProblem(answer, 'invalid_request', ['/arguments']);
      assert.match(problem.detail, /politics/);
      assert.equal(problem['check'], 'topics');
      assert.equal((await read(id)).status, 'pending');
      assert.equal((await decide(people.ana, id, { decision: 'edit', arguments: EDITED })).status, 200);
    });

    it('refuses what the rules of the run forbid by now, with the rule, and takes what only asks once it is confirmed', async () => {
      const rule = {
        text: 'Never write about discounts.',
        enforcement: { type: 'block_topics', topics: ['discount'] },
      };
      const path = '/v1/rules/org';
      const current = await people.owner.send('GET', path);
      const saved = await people.owner.send(
        'PUT',
        path,
        { rules: [rule] },
        { 'if-match': current.headers.get('etag') ?? '' },
      );
      assert.equal(saved.status, 200, saved.text);
      const id = await asked();
      const discount = { ...EDITED, text: 'You get a discount.' };
      const answer = await decide(people.ana, id, { decision: 'edit', arguments: discount });
      const problem = assertProblem(answer, 'invalid_request', ['/arguments']);
      assert.equal((problem['rule'] as { text: string }).text, rule.text);
      const personal = { ...EDITED, text: 'Call Max on +4915199999999.' };
      const edit = { decision: 'edit', arguments: personal };
      const asks = assertProblem(await decide(people.ana, id, edit), 'edit_unconfirmed', ['/arguments']);
      const [reason, ...others] = asks['newReasons'] as { check: string; reason: string; rule: object }[];
      assert.deepEqual([reason?.check, others], ['personal data', []]);
      assert.match(reason?.reason ?? '', /\+4915199999999, which is not the recipient's/);
      assert.match(asks.detail, /\+4915199999999/);
      const parsed = parseToolArguments('send_message', personal);
      const argumentsHash = parsed.ok ? parsed.hash : '';
      assert.equal(asks['argumentsHash'], argumentsHash);
      assert.equal((await read(id)).status, 'pending');
      const more = { ...personal, text: `${personal.text} Or Eva on +4915188888888.` };
      const changed = await decide(people.ana, id, { ...edit, arguments: more, argumentsHash });
      const both = assertProblem(changed, 'edit_unconfirmed', ['/arguments', '/arguments']);
      assert.match(both.detail, /\+4915199999999.*\+4915188888888/);
      const decided = (await decide(people.ana, id, { ...edit, argumentsHash })).as(approvalView);
      assert.equal(decided.decidedArgumentsHash, argumentsHash);
      const log = (await people.owner.send('GET', `/v1/audit?subjectId=${id}`)).as(auditPage).data;
      const audited = log.find(({ action }) => action === 'approval.edited')?.after as {
        newReasons: unknown;
      };
      assert.deepEqual(audited.newReasons, [reason?.reason]);
    });

    it('takes without asking again what the request had asked for already', async () => {
      const personal = { ...EDITED, text: 'Call Max on +4915199999999.' };
      const id = await asked({}, { arguments: personal });
      const shorter = { ...EDITED, text: 'Max: +4915199999999' };
      const decided = await decide(people.ana, id, { decision: 'edit', arguments: shorter });
      assert.equal(decided.as(approvalView).status, 'edited');
    });

    it('asks again when they go to somebody else than whoever wrote, whom alone the agent may answer', async () => {
      const taintPolicy = { allow: ['send_message:reply'] };
      const spec = { autonomy: 'autonomous' as const, enableAutopilot: true, taintPolicy };
      const input = { message: 'When do you open?', contact: { name: 'Ana', phone: EDITED.to } };
      const more = { kind: 'conversational', input, taint: true, arguments: EDITED };
      const [toWriter, toOther] = [await asked({}, { ...more, spec }), await asked({}, { ...more, spec })];
      const same = await decide(people.ana, toWriter, {
        decision: 'edit',
        arguments: { ...EDITED, text: 'At 9.' },
      });
      assert.equal(same.status, 200, same.text);
      const other = { ...EDITED, to: '+4915177777777' };
      const answer = await decide(people.ana, toOther, { decision: 'edit', arguments: other });
      assert.match(
        assertProblem(answer, 'edit_unconfirmed', ['/arguments']).detail,
        /only answer whoever wrote/,
      );
    });

    it('tells the second of two people what the changes of the first have brought in', async () => {
      const id = await asked({ fourEyes: true });
      const personal = { ...EDITED, text: 'Call Max on +4915199999999.' };
      const edit = { decision: 'edit', arguments: personal };
      const asks = assertProblem(await decide(people.ana, id, edit), 'edit_unconfirmed', ['/arguments']);
      const argumentsHash = asks['argumentsHash'] as string;
      const first = (await decide(people.ana, id, { ...edit, argumentsHash })).as(approvalView);
      assert.match(first.firstApproval?.newReasons.join() ?? '', /\+4915199999999/);
      assert.ok((await toldOf(people.ben, id)).some(({ body }) => body.includes('+4915199999999')));
      const done = await decide(people.ben, id, { decision: 'approve', argumentsHash });
      assert.equal(done.as(approvalView).status, 'edited');
    });

    it('refuses what nobody could see in them', async () => {
      const id = await asked();
      const hidden = { ...EDITED, text: 'At\u200b ten.' };
      const answer = await decide(people.ana, id, { decision: 'edit', arguments: hidden });
      assert.match(
        assertProblem(answer, 'invalid_request', ['/arguments']).errors?.[0]?.message ?? '',
        /U\+200B/,
      );
    });
  });
});
