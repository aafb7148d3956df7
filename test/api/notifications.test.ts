/** What members are told: in the page, over HTTP, and by mail where there is a mail server. */
import assert from 'node:assert/strict';
import { notificationPage, notificationView } from '../../domain/contracts/notifications.ts';
import { requireUuid } from '../../domain/ids.ts';
import { createLog } from '../../config/log.ts';
import type { NewNotification } from '../../store/notifications.store.ts';
import { openSystemDatabase, type SystemDatabase } from '../../store/system/system-database.ts';
import { Notifier } from '../../worker/notifier.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { assertProblem } from '../support/problem.ts';
import { until } from '../support/until.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

describe('notifications', () => {
  let api: TestApi;
  let owner: Visitor;
  let approver: Visitor;
  let viewer: Visitor;
  let organizationId: string;
  let causes = 0;

  before(async () => {
    api = await startTestApi();
    owner = new Visitor(api);
    await owner.signUp();
    approver = await inviteAndJoin(api, owner, 'approver');
    viewer = await inviteAndJoin(api, owner, 'viewer');
    const [membership] = (await owner.me()).memberships;
    organizationId = requireUuid('organization', membership?.organizationId ?? '');
  });
  after(() => api.stop());

  function notify(more: Partial<NewNotification> = {}): Promise<number> {
    causes += 1;
    const notification: NewNotification = {
      audience: { roles: ['owner', 'approver'] },
      kind: 'test.happened',
      title: `Cause ${String(causes)}`,
      body: 'Something waits for you.',
      link: '/approvals',
      dedupeKey: `cause:${String(causes)}`,
      ...more,
    };
    return api.database.transact(organizationId, (store) => store.notifications.notify(notification));
  }
  const listOf = async (visitor: Visitor, query = '') =>
    (await visitor.send('GET', `/v1/notifications${query}`)).as(notificationPage);
  const memberIdOf = async (visitor: Visitor) =>
    requireUuid('member', (await visitor.me()).memberships[0]?.memberId ?? '');
  const titlesOf = async (visitor: Visitor) => (await listOf(visitor)).data.map((item) => item.title);

  it('tell those who are meant, each once for a cause, and nobody else', async () => {
    const dedupeKey = 'one cause';
    assert.equal(await notify({ dedupeKey, title: 'First' }), 2);
    assert.equal(await notify({ dedupeKey, title: 'Again' }), 2);
    const named = await memberIdOf(viewer);
    await notify({ dedupeKey, title: 'Named', audience: { roles: ['owner'], memberIds: [named] } });
    assert.deepEqual(await titlesOf(owner), ['First']);
    assert.deepEqual(await titlesOf(approver), ['First']);
    assert.deepEqual(await titlesOf(viewer), ['Named']);
  });

  it('go with what caused them: an undone change has told nobody', async () => {
    const before = (await listOf(owner)).data.length;
    await assert.rejects(
      api.database.transact(organizationId, async (store) => {
        await store.notifications.notify({
          audience: { roles: ['owner'] },
          kind: 'test.undone',
          title: 'Undone',
          body: '',
          link: '/',
          dedupeKey: 'undone',
        });
        throw new Error('undone');
      }),
    );
    assert.equal((await listOf(owner)).data.length, before);
  });

  it('tell a person once however many do so at the same moment', async () => {
    const dedupeKey = 'at once';
    await Promise.all(Array.from({ length: 8 }, () => notify({ dedupeKey, title: 'At once' })));
    assert.equal((await titlesOf(approver)).filter((title) => title === 'At once').length, 1);
  });

  it('are read one by one or all together, by their receiver only', async () => {
    await owner.send('POST', '/v1/notifications/read');
    await notify();
    await notify();
    const { data, unread } = await listOf(owner);
    assert.equal(unread, 2);
    const [newest] = data;
    assert.ok(newest);
    const path = `/v1/notifications/${newest.id}/read`;
    assertProblem(await approver.send('POST', path), 'not_found');
    const read = (await owner.send('POST', path)).as(notificationView);
    assert.notEqual(read.readAt, null);
    assert.deepEqual((await owner.send('POST', path)).as(notificationView), read, 'once read, it stays so');
    const left = await listOf(owner, '?unread=true');
    assert.deepEqual([left.unread, left.data.length], [1, 1]);
    await owner.send('POST', '/v1/notifications/read');
    assert.equal((await listOf(owner)).unread, 0);
    assert.ok((await listOf(approver)).unread >= 2, 'the others have theirs still');
  });

  it('are listed page by page, newest first', async () => {
    for (let i = 0; i < 5; i += 1) await notify();
    const all = await listOf(approver);
    const first = await listOf(approver, '?limit=3');
    assert.deepEqual(first.data, all.data.slice(0, 3));
    const second = await listOf(approver, `?limit=3&cursor=${first.nextCursor ?? ''}`);
    assert.deepEqual(second.data, all.data.slice(3, 6));
    assertProblem(await approver.send('GET', '/v1/notifications?unread=maybe'), 'invalid_request', [
      '/unread',
    ]);
  });

  it("are a key's as they are its maker's, and a key of nobody has none", async () => {
    const made = await owner.send('POST', '/v1/api-keys', { name: 'Mine', scopes: ['organization:read'] });
    const { secret } = made.json() as { secret: string };
    const mine = (await api.get('/v1/notifications', secret)).as(notificationPage);
    assert.deepEqual(mine, await listOf(owner));
    const nobody = await api.createKey(organizationId);
    const none = (await api.get('/v1/notifications', nobody)).as(notificationPage);
    assert.deepEqual([none.data, none.unread], [[], 0]);
  });

  it('go with their member', async () => {
    const guest = await inviteAndJoin(api, owner, 'approver');
    const memberId = await memberIdOf(guest);
    await notify();
    await owner.send('DELETE', `/v1/members/${(await guest.me()).memberships[0]?.memberId ?? ''}`);
    assert.deepEqual(await api.sql('SELECT 1 FROM notification WHERE member_id = $1', [memberId]), []);
  });

  describe('by mail', () => {
    let system: SystemDatabase;
    let notifiers: Notifier[] = [];

    before(() => {
      system = openSystemDatabase(api.testDatabase.system);
    });
    beforeEach(async () => {
      await api.sql('UPDATE notification SET mailed_at = now()');
      await api.sql('DELETE FROM mail');
      notifiers = [1, 2].map(() => {
        const log = createLog({ level: 'silent', name: 'test' });
        const publicUrl = 'https://steward.example.com';
        return new Notifier({
          notifications: system.notificationMails,
          publicUrl,
          links: undefined,
          pollMs: 20,
          log,
        });
      });
    });
    afterEach(() => Promise.all(notifiers.map((notifier) => notifier.stop())));
    after(() => system.close());

    const allHandedOver = () =>
      until(async () => (await api.sql('SELECT 1 FROM notification WHERE mailed_at IS NULL')).length === 0, {
        what: 'the notifications to be handed over',
      });

    it('come once to each receiver, with a link to the page', async () => {
      await notify({ title: 'Please decide', link: '/approvals?id=x' });
      for (const notifier of notifiers) notifier.start();
      await allHandedOver();
      for (const { email } of [owner, approver]) {
        const [mail, ...more] = await api.mailsTo(email);
        assert.deepEqual(more, []);
        assert.match(mail?.subject ?? '', /^Please decide · /);
        assert.ok(mail?.text.endsWith('https://steward.example.com/approvals?id=x'), mail?.text);
      }
      assert.deepEqual(await api.mailsTo(viewer.email), []);
    });

    it('do not come for what was read before, or is older than a day', async () => {
      await notify();
      await owner.send('POST', '/v1/notifications/read');
      await notify({ audience: { roles: ['approver'] }, title: 'Old' });
      await api.sql(
        `UPDATE notification SET created_at = now() - interval '2 days' WHERE title = 'Old' OR
         member_id = (SELECT m.id FROM member m JOIN person p ON p.id = m.person_id WHERE p.email = $1) AND read_at IS NULL`,
        [approver.email],
      );
      await notify({ audience: { roles: ['viewer'] }, title: 'New' });
      for (const notifier of notifiers) notifier.start();
      await until(async () => (await api.mailsTo(viewer.email)).length === 1, { what: 'the new one' });
      assert.deepEqual(await api.mailsTo(owner.email), []);
      assert.deepEqual(await api.mailsTo(approver.email), []);
    });

    it('show no link of others: what an agent wrote stays in its line', async () => {
      await notify({
        title: 'A\nhttps://evil.example.com',
        body: 'https://evil.example.com\nhttps://evil.example.com',
      });
      for (const notifier of notifiers) notifier.start();
      await allHandedOver();
      const [mail] = await api.mailsTo(owner.email);
      const lines = mail?.text.split('\n') ?? [];
      assert.deepEqual(
        lines.filter((line) => /^https?:\/\/\S+$/.test(line)),
        ['https://steward.example.com/approvals'],
      );
      assert.ok(!(mail?.subject ?? '').includes('\n'));
    });
  });
});
