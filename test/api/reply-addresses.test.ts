/** Where members reply from: registered by themselves, and proven before it counts. */
import assert from 'node:assert/strict';
import { createLog } from '../../config/log.ts';
import { replyAddressPage, replyAddressView } from '../../domain/contracts/reply-addresses.ts';
import { requireUuid } from '../../domain/ids.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { Phones, startTexting } from '../support/phones.ts';
import { assertProblem } from '../support/problem.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

const OWNER = '+4915110000001';

describe('a reply address', () => {
  let api: TestApi;
  let phones: Phones;
  let texting: { stop(): Promise<void> };
  let owner: Visitor;
  let approver: Visitor;

  before(async () => {
    api = await startTestApi();
    owner = new Visitor(api);
    await owner.signUp();
    approver = await inviteAndJoin(api, owner, 'approver');
    phones = new Phones(api, '');
    texting = startTexting(api, createLog({ level: 'silent', name: 'test' }));
    await phones.proven(owner, OWNER);
  });
  after(async () => {
    await texting.stop();
    await api.stop();
  });

  it('that was proven with the code sent there; once, audited, and its member is told', async () => {
    const guest = await inviteAndJoin(api, owner, 'approver');
    const made = await phones.register(guest, ' +4915110000009 ');
    assert.equal(made.status, 201);
    const { id, provenAt, address } = made.as(replyAddressView);
    assert.deepEqual([provenAt, address], [null, '+4915110000009']);
    assert.ok(!made.text.includes('hash'), 'no code in any form');
    const code = await phones.proof(address);
    const wrong = assertProblem(await phones.confirm(guest, id, 'AAAAAAAA'), 'invalid_request', ['/code']);
    assert.match(wrong.errors?.[0]?.message ?? '', /4 more attempts/);
    assertProblem(await phones.confirm(approver, id, code), 'not_found');
    assert.notEqual((await phones.confirm(guest, id, code)).as(replyAddressView).provenAt, null);
    assertProblem(await phones.confirm(guest, id, code), 'conflict');
    assertProblem(await phones.register(guest, '+4915110000010'), 'conflict');
    const own = (await guest.send('GET', '/v1/reply-addresses')).as(replyAddressPage);
    assert.deepEqual(
      own.data.map((row) => row.id),
      [id],
    );
    assert.match((await guest.send('GET', '/v1/notifications')).text, /decide by reply/);
    const removed = await guest.send('DELETE', `/v1/reply-addresses/${id}`);
    assert.equal(removed.status, 200);
    assertProblem(await guest.send('DELETE', `/v1/reply-addresses/${id}`), 'not_found');
    const audited = await api.sql<{ action: string }>(
      'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY seq',
      [id],
    );
    assert.deepEqual(
      audited.map((row) => row.action),
      ['reply_address.registered', 'reply_address.proven', 'reply_address.removed'],
    );
  });

  it('whose code was not guessed, is not too old, and was not asked for too often', async () => {
    const guest = await inviteAndJoin(api, owner, 'approver');
    const address = '+4915110000020';
    const { id } = (await phones.register(guest, address)).as(replyAddressView);
    for (let i = 0; i < 5; i += 1)
      assertProblem(await phones.confirm(guest, id, 'AAAAAAAA'), 'invalid_request');
    const code = await phones.proof(address);
    assertProblem(await phones.confirm(guest, id, code), 'conflict');
    const again = (await phones.register(guest, address)).as(replyAddressView);
    assertProblem(await phones.confirm(guest, id, code), 'not_found');
    await api.sql(`UPDATE reply_address SET code_expires_at = now() WHERE id = $1`, [
      requireUuid('replyAddress', again.id),
    ]);
    assert.match(assertProblem(await phones.confirm(guest, again.id, code), 'conflict').detail, /too old/);
    // Many at once count, too; and so do those of others to the same address.
    const more = await Promise.all(Array.from({ length: 6 }, () => phones.register(guest, address)));
    assert.equal(more.filter((answer) => answer.status === 201).length, 3);
    const other = await inviteAndJoin(api, owner, 'approver');
    const refused = await phones.register(other, address);
    assertProblem(refused, 'rate_limited');
    assert.ok(Number(refused.headers.get('retry-after')) > 3000);
    assert.deepEqual((await other.send('GET', '/v1/reply-addresses')).as(replyAddressPage).data, []);
  });

  it('that no key has set, nobody else has, and nobody who decides nothing', async () => {
    const made = await owner.send('POST', '/v1/api-keys', {
      name: 'Mine',
      scopes: ['approvals:read', 'approvals:decide'],
    });
    const { secret } = made.json() as { secret: string };
    const body = { channel: 'simulator', address: '+4915110000030' };
    assertProblem(await api.post('/v1/reply-addresses', secret, body), 'forbidden');
    assertProblem(await api.get('/v1/simulator/messages', secret), 'forbidden');
    const [own] = (await api.get('/v1/reply-addresses', secret)).as(replyAddressPage).data;
    assertProblem(
      await api.request('DELETE', `/v1/reply-addresses/${own?.id ?? ''}`, { key: secret }),
      'forbidden',
    );
    const viewer = await inviteAndJoin(api, owner, 'viewer');
    assertProblem(await phones.register(viewer, '+4915110000031'), 'forbidden');
    for (const address of ['nobody', '0151 1234567', '+49', '']) {
      assertProblem(await phones.register(owner, address), 'invalid_request', ['/address']);
    }
    const guest = await inviteAndJoin(api, owner, 'approver');
    const seen = (await phones.arrived(OWNER)).length;
    const { id } = (await phones.register(guest, OWNER)).as(replyAddressView);
    const code = await phones.proof(OWNER, seen);
    assert.match(assertProblem(await phones.confirm(guest, id, code), 'conflict').detail, /Another member/);
  });
});
