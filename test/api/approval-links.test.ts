/** The links of mails that ask for a decision, from the request to a real mail server's inbox and back. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { loadConfig } from '../../config/env.ts';
import { createLog } from '../../config/log.ts';
import { approvalLinkView } from '../../domain/contracts/approval-links.ts';
import { approvalView } from '../../domain/contracts/approvals.ts';
import { requireUuid } from '../../domain/ids.ts';
import { createApprovalLinks, LINK_DECISIONS } from '../../store/approval-links.ts';
import { openSystemDatabase, type SystemDatabase } from '../../store/system/system-database.ts';
import { createSendMail } from '../../worker/mail-transport.ts';
import { Mailer } from '../../worker/mailer.ts';
import { Notifier } from '../../worker/notifier.ts';
import { type ApprovalOptions, createWaitingRun } from '../support/api-rows.ts';
import { type ApiAnswer, startTestApi, type TestApi, TEST_LOGIN_SECRET } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { SmtpInbox } from '../support/smtp-inbox.ts';
import { until } from '../support/until.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

type Way = (body: object) => Promise<ApiAnswer>;

const REJECTION = { decision: 'reject', reason: 'not now' };

describe('a link of a mail that asks for a decision', () => {
  const lines: string[] = [];
  const log = createLog(
    { level: 'trace', name: 'test' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  let api: TestApi;
  let system: SystemDatabase;
  let inbox: SmtpInbox;
  let chores: { stop(): Promise<void> }[] = [];
  let owner: Visitor;
  let approver: Visitor;
  let organizationId: string;

  before(async () => {
    inbox = await SmtpInbox.start();
    api = await startTestApi({ log });
    system = openSystemDatabase(api.testDatabase.system);
    owner = new Visitor(api);
    await owner.signUp();
    approver = await inviteAndJoin(api, owner, 'approver');
    organizationId = requireUuid('organization', (await owner.me()).memberships[0]?.organizationId ?? '');
    await api.sql('DELETE FROM mail');
    const send = createSendMail(loadConfig({ SMTP_URL: inbox.url, PUBLIC_URL: api.url }), log);
    assert.ok(send);
    const links = createApprovalLinks(TEST_LOGIN_SECRET);
    const notifications = system.notificationMails;
    const notifier = new Notifier({ notifications, publicUrl: api.url, links, pollMs: 20, log });
    const mailer = new Mailer({ mails: system.mails, send, pollMs: 20, log });
    chores = [notifier, mailer];
    notifier.start();
    mailer.start();
  });
  after(async () => {
    await Promise.all(chores.map((chore) => chore.stop()));
    await system.close();
    await inbox.stop();
    await api.stop();
  });

  /** A request that waits, and the token of each receiver's mail. */
  async function asked(options: ApprovalOptions = {}, receivers: readonly Visitor[] = [owner, approver]) {
    const { approvalId } = await createWaitingRun(api, organizationId, options);
    const tokens: string[] = [];
    for (const { email } of receivers) {
      const ofThis = () => inbox.to(email).find(({ text }) => text.includes(approvalId));
      await until(() => ofThis() !== undefined, { what: `a mail to ${email}` });
      const link = ofThis()
        ?.text.split('\n')
        .find((line) => line.includes('/approval-link#'));
      tokens.push(new URL(link ?? '').hash.slice(1));
    }
    const [first = '', second = ''] = tokens;
    return { approvalId, ofOwner: first, ofApprover: second };
  }
  const look = (token: string) => api.get(`/v1/approvals/links/${token}`);
  const decide = (token: string, body: object = { decision: 'approve' }) =>
    api.post(`/v1/approvals/links/${token}`, undefined, body);
  const read = async (id: string) => (await owner.send('GET', `/v1/approvals/${id}`)).as(approvalView);
  const memberIdOf = async (visitor: Visitor) => (await visitor.me()).memberships[0]?.memberId ?? '';

  it('shows exactly what would be done, to whoever has it and without a cookie, and keeps it from others', async () => {
    const { ofApprover, approvalId } = await asked();
    const answer = await look(ofApprover);
    const view = answer.as(approvalLinkView);
    assert.deepEqual(view.approval, await read(approvalId));
    assert.equal(view.obstacle, null);
    assert.deepEqual(view.sources, { data: [], more: 0 });
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('decides nothing by being looked at, however often and by whatever scanner', async () => {
    const { ofApprover, approvalId } = await asked();
    for (let i = 0; i < 3; i += 1) assert.equal((await look(ofApprover)).status, 200);
    const path = `/v1/approvals/links/${ofApprover}`;
    assert.equal((await api.request('HEAD', path)).status, 200);
    assert.equal((await api.request('OPTIONS', path)).status, 405);
    const prefetched = await api.get(path, undefined, { purpose: 'prefetch', 'sec-purpose': 'prefetch' });
    assert.equal(prefetched.status, 200);
    assert.equal((await read(approvalId)).status, 'pending');
  });

  it('decides once, in the name of its receiver, and is over then', async () => {
    const { ofOwner, ofApprover, approvalId } = await asked();
    const { argumentsHash } = await read(approvalId);
    const decided = (await decide(ofApprover, { decision: 'approve', argumentsHash })).as(approvalView);
    const { id } = (await approver.me()).person;
    assert.deepEqual(
      [decided.status, decided.decidedVia, decided.decidedBy],
      ['approved', 'link', `person:${id}`],
    );
    for (const token of [ofApprover, ofOwner]) {
      const again = await decide(token, REJECTION);
      assert.match(
        assertProblem(again, 'approval_already_decided').detail,
        new RegExp(`person:${id} via link`),
      );
      assert.ok(!again.text.includes('simulator'), 'no arguments any more');
      assert.match(assertProblem(await look(token), 'conflict').detail, /already/);
    }
  });

  it('rejects with a reason, and takes neither edits nor arguments that are others by now', async () => {
    const { ofOwner, approvalId } = await asked();
    assertProblem(await decide(ofOwner, { decision: 'reject' }), 'invalid_request', ['/reason']);
    assertProblem(await decide(ofOwner, { decision: 'edit', arguments: {} }), 'invalid_request');
    assertProblem(await decide(ofOwner, { decision: 'approve', argumentsHash: 'another' }), 'conflict');
    assert.equal((await read(approvalId)).status, 'pending');
    assert.equal((await decide(ofOwner, REJECTION)).as(approvalView).decisionReason, 'not now');
  });

  it('is over with the deadline', async () => {
    const { ofOwner, approvalId } = await asked();
    await api.sql('UPDATE approval SET expires_at = now() WHERE id = $1', [
      requireUuid('approval', approvalId),
    ]);
    assert.match(assertProblem(await decide(ofOwner), 'approval_already_decided').detail, /deadline/);
    const old = createApprovalLinks(TEST_LOGIN_SECRET).read(ofOwner);
    assert.ok(old);
    const late = createApprovalLinks(TEST_LOGIN_SECRET).sign({
      ...old,
      expiresAt: new Date(Date.now() - 2000),
    });
    for (const answer of [await look(late), await decide(late)])
      assert.match(assertProblem(answer, 'conflict').detail, /too old/);
  });

  it('is over when its receiver may not decide any more, or has left', async () => {
    const guest = await inviteAndJoin(api, owner, 'approver');
    const [first, second] = [await asked({}, [guest]), await asked({}, [guest])];
    const path = `/v1/members/${await memberIdOf(guest)}`;
    await owner.send('PATCH', path, { role: 'member' });
    for (const answer of [await look(first.ofOwner), await decide(first.ofOwner)])
      assertProblem(answer, 'forbidden');
    await owner.send('DELETE', path);
    for (const answer of [await look(second.ofOwner), await decide(second.ofOwner)]) {
      assert.match(assertProblem(answer, 'forbidden').detail, /left/);
    }
    assert.equal((await read(first.approvalId)).status, 'pending');
  });

  it('of a destructive call is sent to owners and works for them alone', async () => {
    const { ofOwner, approvalId } = await asked({ risk: 'destructive' }, [owner]);
    assert.ok(!inbox.to(approver.email).some(({ text }) => text.includes(approvalId)));
    const link = createApprovalLinks(TEST_LOGIN_SECRET).read(ofOwner);
    assert.ok(link);
    const memberId = requireUuid('member', await memberIdOf(approver));
    const forApprover = createApprovalLinks(TEST_LOGIN_SECRET).sign({ ...link, memberId });
    assertProblem(await decide(forApprover), 'forbidden');
    assert.equal((await decide(ofOwner)).as(approvalView).status, 'approved');
  });

  it('counts as one of four eyes, once', async () => {
    const spec = {
      tools: { allow: ['send_message'], deny: [] },
      approvalPolicy: { roles: [], memberIds: [], fourEyes: true, escalateToRoles: [] },
    };
    const { ofOwner, ofApprover, approvalId } = await asked({ spec });
    assert.equal((await decide(ofOwner)).as(approvalView).status, 'pending');
    for (const body of [{ decision: 'approve' }, REJECTION]) {
      assertProblem(await decide(ofOwner, body), 'conflict');
    }
    assertProblem(await look(ofOwner), 'conflict');
    assert.equal((await decide(ofApprover)).as(approvalView).status, 'approved');
    assert.equal((await read(approvalId)).firstApproval?.via, 'link');
  });

  it('cannot be made or changed by anybody else (property)', async () => {
    const { ofOwner, approvalId } = await asked();
    const links = createApprovalLinks(TEST_LOGIN_SECRET);
    const read1 = links.read(ofOwner);
    assert.ok(read1);
    assert.equal(links.sign(read1), ofOwner);
    assert.equal(createApprovalLinks('another secret').read(ofOwner), undefined);
    fc.assert(
      fc.property(
        fc.nat(ofOwner.length - 1),
        fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_'),
        (at, letter) => {
          const changed = ofOwner.slice(0, at) + letter + ofOwner.slice(at + 1);
          if (changed !== ofOwner) assert.equal(links.read(changed), undefined);
        },
      ),
    );
    for (const token of [ofOwner.slice(0, -1), `${ofOwner}A`, 'x', approvalId]) {
      assertProblem(await look(token), 'not_found');
      assertProblem(await decide(token), 'not_found');
    }
    const onlyReject = links.sign({ ...read1, decisions: ['reject'] });
    assertProblem(await decide(onlyReject), 'forbidden');
    assert.deepEqual(read1.decisions, LINK_DECISIONS);
  });

  it('leaves its token in no log, and after it was sent in no table', async () => {
    const { ofOwner } = await asked();
    await look(ofOwner);
    await decide(ofOwner, { decision: 'nonsense' });
    await decide(ofOwner);
    await decide(ofOwner);
    await until(async () => (await api.sql('SELECT 1 FROM mail')).length === 0, {
      what: 'the mails to be sent',
    });
    assert.ok(lines.some((line) => line.includes('/v1/approvals/links/{token}')));
    assert.ok(!lines.join().includes(ofOwner));
    const tables = await api.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const found = await api.sql(`SELECT 1 FROM "${name}" t WHERE t::text LIKE $1`, [`%${ofOwner}%`]);
      assert.equal(found.length, 0, name);
    }
  });

  it('has one winner among 20 approvals and 5 rejections through links, page and API', async () => {
    const { ofOwner, ofApprover, approvalId } = await asked();
    const path = `/v1/approvals/${approvalId}/decision`;
    const ways: [Way, ...Way[]] = [
      (body: object) => decide(ofOwner, body),
      (body: object) => decide(ofApprover, body),
      (body: object) => approver.send('POST', path, body, { 'x-steward-client': 'web' }),
      (body: object) => owner.send('POST', path, body),
    ];
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, i) =>
        (ways[i % 4] ?? ways[0])(i % 5 === 4 ? REJECTION : { decision: 'approve' }),
      ),
    );
    const won = answers.filter((answer) => answer.status === 200);
    assert.equal(won.length, 1);
    const { decidedBy, decidedVia } = await read(approvalId);
    for (const answer of answers.filter((item) => item.status !== 200)) {
      const { detail } = assertProblem(answer, 'approval_already_decided');
      assert.ok(detail.includes(`by ${decidedBy ?? ''} via ${decidedVia ?? ''}`), detail);
    }
  });
});
