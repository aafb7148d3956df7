/** A run's request from the agent to a member's phone and back, with a real worker, and against the other doors. */
import assert from 'node:assert/strict';
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import { createApprovalLinks, LINK_DECISIONS } from '../../store/approval-links.ts';
import { newId } from '../../store/new-id.ts';
import { startTestApi, type TestApi, TEST_LOGIN_SECRET } from '../support/api-server.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { Phones } from '../support/phones.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { Visitor } from '../support/visitor.ts';

const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'See you at 9' },
};
type Way = () => Promise<boolean>;

const PHONE = '+4915110000001';

describe('a decision by reply', function () {
  this.timeout(120_000);
  let engine: Engine;
  let api: TestApi;
  let phones: Phones;
  let owner: Visitor;
  let memberId: string;

  before(async () => {
    engine = await Engine.create({ env: { STEWARD_LOGIN_SECRET: TEST_LOGIN_SECRET } });
    [api] = await Promise.all([startTestApi({ testDatabase: engine.testDatabase }), engine.startWorker()]);
    owner = new Visitor(api);
    await owner.signUp();
    const { id: personId } = (await owner.me()).person;
    memberId = newId();
    await api.sql(`INSERT INTO member (id, organization_id, person_id, role) VALUES ($1, $2, $3, 'owner')`, [
      memberId,
      engine.organizationId,
      requireUuid('person', personId),
    ]);
    owner.organizationId = toPublicId('organization', engine.organizationId);
    phones = new Phones(api, await api.createKey(engine.organizationId));
    await phones.proven(owner, PHONE);
  });
  after(async () => {
    await api.stop();
    await engine.stop();
  });

  async function asked() {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Finished.' }] });
    const agent = await engine.agent({ spec: { model: { modelId }, tools: { allow: ['send_message'] } } });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    const [row] = await queryRows<{ id: string }>(engine, 'SELECT id FROM approval WHERE run_id = $1', [id]);
    const approvalId = toPublicId('approval', row?.id ?? '');
    return { id, modelId, approvalId, code: await phones.codeOf(PHONE, approvalId) };
  }
  const sent = (id: string) =>
    queryRows(
      engine,
      'SELECT d.body FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1',
      [id],
    );
  const decisionOf = async (approvalId: string) => {
    const [row] = await queryRows<{ status: string; via: string }>(
      engine,
      'SELECT status, decided_via AS via FROM approval WHERE id = $1',
      [requireUuid('approval', approvalId)],
    );
    assert.ok(row);
    return row;
  };

  it('lets the run go on, and the tool run once', async () => {
    const { id, approvalId, code } = await asked();
    assert.match(await phones.reply(PHONE, `YES ${code}`), /^Approved/);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await decisionOf(approvalId), { status: 'approved', via: 'channel' });
    assert.equal((await sent(id)).length, 1);
  });

  it('tells the agent why it was rejected', async () => {
    const { id, modelId, code } = await asked();
    assert.match(await phones.reply(PHONE, `nein ${code} wrong customer`), /^Rejected/);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), []);
    const last = (await requestsOf(modelId)).at(-1);
    assert.match(last?.body?.messages.at(-1)?.content ?? '', /wrong customer/);
  });

  it('and the other doors have one winner among 20 at once through API, link, reply and Temporal', async () => {
    const { id, approvalId, code } = await asked();
    const link = createApprovalLinks(TEST_LOGIN_SECRET).sign({
      linkId: newId(),
      organizationId: engine.organizationId,
      approvalId: requireUuid('approval', approvalId),
      memberId,
      decisions: LINK_DECISIONS,
      expiresAt: new Date(Date.now() + 60_000),
    });
    const body = { decision: 'approve' };
    const before = (await phones.arrived(PHONE)).length;
    const isTaken = async (answer: Promise<{ status: number }>) => (await answer).status === 200;
    const update = () =>
      engine
        .workflow(id)
        .executeUpdate<{ applied: boolean }, [unknown]>('decideApproval', { args: [{ approvalId, ...body }] })
        .then(
          (answer) => answer.applied,
          () => false,
        );
    const ways: [Way, ...Way[]] = [
      () => isTaken(owner.send('POST', `/v1/approvals/${approvalId}/decision`, body)),
      () => isTaken(api.post(`/v1/approvals/links/${link}`, undefined, body)),
      () => phones.say(PHONE, `YES ${code}`).then(() => false),
      update,
    ];
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => (ways[i % 4] ?? ways[0])()));
    assert.equal((await engine.ended(id)).status, 'completed');
    await until(async () => (await phones.arrived(PHONE)).length === before + 5, { what: 'five answers' });
    const answers = (await phones.arrived(PHONE)).slice(before);
    const byReply = answers.filter((text) => text.startsWith('Approved')).length;
    const { status, via } = await decisionOf(approvalId);
    assert.equal(status, 'approved');
    assert.equal(taken.filter(Boolean).length + byReply, 1, `${via}: ${answers.join(' | ')}`);
    assert.equal(byReply, via === 'channel' ? 1 : 0);
    const decided = await queryRows(
      engine,
      `SELECT 1 FROM log_entry WHERE run_id = $1 AND entry->>'event' = 'approval_decided'`,
      [id],
    );
    assert.deepEqual([decided.length, (await sent(id)).length], [1, 1]);
  });
});
