/** Decisions by a reply on a channel: proving an address, being asked there, and what a reply does. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { createLog } from '../../config/log.ts';
import { approvalView } from '../../domain/contracts/approvals.ts';
import { requireUuid } from '../../domain/ids.ts';
import { type ApprovalOptions, createWaitingRun } from '../support/api-rows.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { codeIn, Phones, startTexting } from '../support/phones.ts';
import { assertProblem } from '../support/problem.ts';
import { until } from '../support/until.ts';
import { inviteAndJoin, Visitor } from '../support/visitor.ts';

const OWNER = '+4915110000001';
const APPROVER = 'approver@phone.test';

describe('a reply on a channel', () => {
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
  let phones: Phones;
  let texting: { stop(): Promise<void> };
  let owner: Visitor;
  let approver: Visitor;
  let organizationId: string;

  before(async () => {
    api = await startTestApi({ log });
    owner = new Visitor(api);
    await owner.signUp({ name: 'Olga', timeZone: 'Europe/Berlin' });
    approver = await inviteAndJoin(api, owner, 'approver');
    organizationId = requireUuid('organization', (await owner.me()).memberships[0]?.organizationId ?? '');
    phones = new Phones(api, await api.createKey(organizationId, { scopes: ['simulator:write'] }));
    texting = startTexting(api, log);
    await phones.proven(owner, OWNER);
    await phones.proven(approver, APPROVER);
  });
  after(async () => {
    await texting.stop();
    await api.stop();
  });

  const read = async (id: string) => (await owner.send('GET', `/v1/approvals/${id}`)).as(approvalView);

  /** A request that waits, and the codes that were sent for it. */
  async function asked(options: ApprovalOptions = {}, addresses: readonly string[] = [OWNER, APPROVER]) {
    const { approvalId, runId } = await createWaitingRun(api, organizationId, options);
    const codes: string[] = [];
    const texts: string[] = [];
    for (const address of addresses) {
      const text = await phones.arrives(address, new RegExp(approvalId));
      texts.push(text);
      codes.push(codeIn(text));
    }
    const [ofOwner = '', ofApprover = ''] = codes;
    return { approvalId, runId, ofOwner, ofApprover, texts };
  }
  describe('to a request', () => {
    it('that shows exactly what would be done approves it, in the name of the member', async () => {
      const { approvalId, ofApprover, texts } = await asked({ taint: true });
      assert.match(texts[1] ?? '', /- text: "Your course begins on Monday at nine\."/);
      assert.match(texts[1] ?? '', /Caution/);
      assert.match(texts[1] ?? '', /\(Europe\/Berlin\)/);
      assert.match(
        await phones.reply(APPROVER, `  ja ${ofApprover.toLowerCase()} `),
        /^Approved: send_message/,
      );
      const { status, decidedBy, decidedVia } = await read(approvalId);
      const { id } = (await approver.me()).person;
      assert.deepEqual([status, decidedBy, decidedVia], ['approved', `person:${id}`, 'channel']);
    });

    it('rejects it with the reason; whoever comes later learns who was faster', async () => {
      const { approvalId, ofOwner, ofApprover } = await asked();
      assert.match(await phones.reply(OWNER, `NO ${ofOwner} not on a Sunday`), /^Rejected/);
      assert.equal((await read(approvalId)).decisionReason, 'not on a Sunday');
      assert.match(await phones.reply(APPROVER, `YES ${ofApprover}`), /rejected before, by Olga via channel/);
    });

    it('that was asked again by a reminder decides as well, and each notice was sent once', async () => {
      const spec = {
        tools: { allow: ['send_message'], deny: [] },
        approvalPolicy: {
          roles: [],
          memberIds: [],
          fourEyes: false,
          remindAfterSeconds: 1,
          escalateToRoles: [],
        },
      };
      const { approvalId } = await asked({ spec });
      const id = requireUuid('approval', approvalId);
      await api.sql(`UPDATE approval SET remind_at = now() - interval '1 second' WHERE id = $1`, [id]);
      await api.database.transact(organizationId, (store) => store.approvals.nudge(id, 'remind'));
      const again = await phones.arrives(OWNER, new RegExp(`Still waiting[^]*${approvalId}`));
      const ofThis = (await phones.arrived(OWNER)).filter((body) => body.includes(approvalId));
      assert.equal(ofThis.length, 2);
      assert.match(await phones.reply(OWNER, `yes ${codeIn(again)}`), /^Approved/);
    });

    it('that could not show everything rejects only', async () => {
      const text = 'Long. '.repeat(200);
      const { approvalId, ofOwner, texts } = await asked({
        arguments: { channel: 'simulator', to: '+4915112345678', text },
      });
      assert.match(texts[0] ?? '', /full text in the inbox/);
      assert.match(
        await phones.reply(OWNER, `YES ${ofOwner}`),
        /^Nothing was decided\. The message could not show all/,
      );
      assert.equal((await read(approvalId)).status, 'pending');
      assert.match(await phones.reply(OWNER, `NO ${ofOwner} too long`), /^Rejected/);
    });

    it('with a condition approves nothing', async () => {
      const { approvalId, ofOwner } = await asked();
      assert.match(
        await phones.reply(OWNER, `YES ${ofOwner} but at 10`),
        /^Nothing was decided\. YES takes the code alone/,
      );
      assert.equal((await read(approvalId)).status, 'pending');
    });

    it('counts as one of four eyes; whoever started the run is not asked to approve', async () => {
      const { id: personId } = (await approver.me()).person;
      const third = await inviteAndJoin(api, owner, 'admin');
      await phones.proven(third, '+4915110000040');
      const spec = {
        tools: { allow: ['send_message'], deny: [] },
        approvalPolicy: { roles: [], memberIds: [], fourEyes: true, escalateToRoles: [] },
      };
      const startedBy = { label: `person:${personId}`, personId: requireUuid('person', personId) };
      const { approvalId, ofOwner } = await asked({ spec, startedBy }, [OWNER, '+4915110000040']);
      assert.match(await phones.reply(OWNER, `YES ${ofOwner}`), /^Your approval of send_message is recorded/);
      assert.match(await phones.reply(OWNER, `YES ${ofOwner}`), /^Nothing was decided/);
      const second = await phones.arrives('+4915110000040', new RegExp(`Second approval[^]*${approvalId}`));
      assert.match(await phones.reply('+4915110000040', `YES ${codeIn(second)}`), /^Approved/);
      assert.ok(!(await phones.arrived(APPROVER)).some((body) => body.includes(approvalId)));
      assert.equal((await read(approvalId)).firstApproval?.via, 'channel');
    });

    it('whose arguments were changed meanwhile approves nothing', async () => {
      const spec = {
        tools: { allow: ['send_message'], deny: [] },
        approvalPolicy: { roles: [], memberIds: [], fourEyes: true, escalateToRoles: [] },
      };
      const { approvalId, ofApprover } = await asked({ spec });
      const edited = { channel: 'simulator', to: '+4915112345678', text: 'Something else' };
      const first = await owner.send('POST', `/v1/approvals/${approvalId}/decision`, {
        decision: 'edit',
        arguments: edited,
      });
      assert.equal(first.status, 200, first.text);
      assert.match(await phones.reply(APPROVER, `YES ${ofApprover}`), /changed the arguments/);
      assert.equal((await read(approvalId)).status, 'pending');
    });

    it('is too late after the deadline, and of a destructive call it is an owner’s', async () => {
      const late = await asked();
      await api.sql('UPDATE approval SET expires_at = now() WHERE id = $1', [
        requireUuid('approval', late.approvalId),
      ]);
      assert.match(
        await phones.reply(OWNER, `YES ${late.ofOwner}`),
        /^Nothing was decided\. The deadline was .*Europe\/Berlin/,
      );
      const { approvalId, ofOwner } = await asked({ risk: 'destructive' }, [OWNER]);
      assert.ok(!(await phones.arrived(APPROVER)).some((body) => body.includes(approvalId)));
      assert.match(await phones.reply(OWNER, `YES ${ofOwner}`), /^Approved/);
    });

    it('of somebody who may not decide any more decides nothing, and removing the address ends its codes', async () => {
      const guest = await inviteAndJoin(api, owner, 'approver');
      const address = '+4915110000050';
      const id = await phones.proven(guest, address);
      const { approvalId } = await asked({}, [address]);
      const code = () => phones.codeOf(address, approvalId);
      const memberId = (await guest.me()).memberships[0]?.memberId ?? '';
      await owner.send('PATCH', `/v1/members/${memberId}`, { role: 'viewer' });
      assert.match(await phones.reply(address, `YES ${await code()}`), /^Nothing was decided/);
      await owner.send('PATCH', `/v1/members/${memberId}`, { role: 'approver' });
      await guest.send('DELETE', `/v1/reply-addresses/${id}`);
      await phones.say(address, `YES ${await code()}`);
      await phones.proven(guest, address);
      assert.match(await phones.reply(address, `YES ${await code()}`), /not valid here/);
      assert.equal((await read(approvalId)).status, 'pending');
    });
  });

  describe('that is none of ours', () => {
    it('is answered the same over HTTP as every other, and decides nothing', async () => {
      const { approvalId, ofOwner, ofApprover } = await asked();
      const stranger = await api.createOrganization('Another school');
      const theirs = await api.createKey(stranger.id, { scopes: ['simulator:write'] });
      const before = (await phones.arrived(OWNER)).length;
      const answers = [
        await phones.say('+4915119999999', `YES ${ofOwner}`),
        await phones.say(OWNER, `YES ${ofOwner}`, theirs),
        await phones.say(OWNER, `YES ${ofApprover}`),
        await phones.say(APPROVER, 'YES AAAAAAAA'),
      ];
      for (const answer of answers)
        assert.deepEqual([answer.status, answer.text], [202, '{"received":true}']);
      const [ofOthers, ofNobody] = [
        await phones.arrives(OWNER, /not valid/, before),
        await phones.arrives(APPROVER, /not valid/),
      ];
      assert.equal(ofOthers, ofNobody, 'whether a code exists is not said');
      assert.deepEqual(
        await phones.arrived('+4915119999999'),
        [],
        'a sender may be forged: strangers get nothing',
      );
      assert.equal((await read(approvalId)).status, 'pending');
    });

    it('is refused as long as there are no conversations, and leaves nothing behind', async () => {
      const rows = async () =>
        (await api.sql(`SELECT 1 FROM member_message UNION ALL SELECT 1 FROM simulator_delivery`)).length;
      const before = await rows();
      for (const text of ['Hello!', 'yes', 'YES K7Q2', 'When do you open?']) {
        const refused = assertProblem(await phones.say(OWNER, text), 'invalid_request', ['/text']);
        assert.match(refused.detail, /conversations on channels do not exist yet/);
      }
      assertProblem(await phones.say('nobody', 'YES K7Q2M9XA'), 'invalid_request', ['/from']);
      const approverKey = await api.createKey(organizationId, { role: 'approver' });
      assertProblem(await phones.say(OWNER, 'YES K7Q2M9XA', approverKey), 'forbidden');
      assert.equal(await rows(), before);
    });

    it('silences its address after five wrong codes, at once or one by one, for the right one too', async () => {
      const guest = await inviteAndJoin(api, owner, 'approver');
      const address = '+4915110000060';
      await phones.proven(guest, address);
      const { approvalId } = await asked({}, [address]);
      const right = await phones.codeOf(address, approvalId);
      const seen = (await phones.arrived(address)).length;
      await Promise.all(Array.from({ length: 12 }, () => phones.say(address, 'YES AAAAAAAA')));
      await phones.arrives(address, /not read for 15 minutes/, seen);
      assert.equal((await phones.say(address, `YES ${right}`)).status, 202);
      assert.equal((await read(approvalId)).status, 'pending');
      assert.equal((await phones.arrived(address)).length, seen + 5);
      const audited = await api.sql(`SELECT 1 FROM audit_entry WHERE action = 'reply_address.silenced'`);
      assert.equal(audited.length, 1);
      await api.sql(
        `UPDATE reply_address SET wrong_since = now() - interval '16 minutes' WHERE address = $1`,
        [address],
      );
      assert.match(await phones.reply(address, `YES ${right}`), /^Approved/);
    });
  });

  it('leaves its code in no log, and in no table but on the simulated phone', async () => {
    const { ofOwner } = await asked();
    await phones.reply(OWNER, `NO ${ofOwner} done`);
    await until(
      async () => (await api.sql('SELECT 1 FROM member_message WHERE text IS NOT NULL')).length === 0,
      {
        what: 'the messages to be sent',
      },
    );
    assert.ok(lines.some((line) => line.includes('/v1/simulator/messages')));
    assert.ok(!lines.join().includes(ofOwner));
    const tables = await api.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const found = await api.sql(`SELECT 1 FROM "${name}" t WHERE t::text LIKE $1`, [`%${ofOwner}%`]);
      assert.equal(found.length, name === 'simulator_delivery' ? 1 : 0, name);
    }
  });

  it('is shown on the simulated phone of its own member, page by page', async () => {
    for (let i = 0; i < 4; i += 1) await asked();
    const body = (await owner.send('GET', '/v1/simulator/messages?limit=2')).json() as {
      data: { to: string }[];
      nextCursor: string | null;
    };
    assert.deepEqual(
      body.data.map(({ to }) => to),
      [OWNER, OWNER],
    );
    const next = await owner.send('GET', `/v1/simulator/messages?limit=2&cursor=${body.nextCursor ?? ''}`);
    assert.equal((next.json() as { data: unknown[] }).data.length, 2);
    assert.ok(!(await approver.send('GET', '/v1/simulator/messages?limit=200')).text.includes(OWNER));
  });

  it('waits while its channel fails, loudly, and is sent once when it is back', async () => {
    await api.sql(`ALTER TABLE simulator_delivery ADD CONSTRAINT broken CHECK (false) NOT VALID`);
    const { approvalId } = await createWaitingRun(api, organizationId);
    await until(() => lines.some((line) => line.includes('a message to a member could not be sent')), {
      what: 'the failure to be told',
    });
    assert.equal((await read(approvalId)).status, 'pending', 'the run only waits for its decision');
    await api.sql(`ALTER TABLE simulator_delivery DROP CONSTRAINT broken`);
    await phones.arrives(OWNER, new RegExp(approvalId));
    assert.equal((await phones.arrived(OWNER)).filter((text) => text.includes(approvalId)).length, 1);
    assert.ok(!lines.join().includes('Reply YES'), 'no text in the log');
  });
});
