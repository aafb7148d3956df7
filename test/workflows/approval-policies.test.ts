/** Approval policies in running workflows: what is carried out, who is reminded when, and what operators may not. */
import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import type { ApprovalPolicy } from '../../domain/approval/approval-policy.ts';
import { toPublicId } from '../../domain/ids.ts';
import type { DecideInput } from '../../store/approval-decisions.ts';
import { newId } from '../../store/new-id.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { parseToolArguments } from '../../tools/registry.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const SEND = {
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text: 'See you at 9' },
};
const EDITED = { ...SEND.arguments, text: 'See you at 10' };

interface Person {
  readonly personId: string;
  readonly memberId: string;
}

describe('an approval policy in a run', function () {
  this.timeout(90_000);
  let engine: Engine;
  const people = {} as Record<'owner' | 'ana' | 'ben', Person>;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
    people.owner = await member('owner');
    people.ana = await member('approver');
    people.ben = await member('approver');
  });
  after(() => engine.stop());

  const rows = <T>(sql: string, values: readonly unknown[] = []) => queryRows<T>(engine, sql, values);

  async function member(role: string): Promise<Person> {
    const [personId, memberId] = [newId(), newId()];
    await rows('INSERT INTO person (id, name, email) VALUES ($1, $2, $3)', [
      personId,
      role,
      `${personId}@people.test`,
    ]);
    await rows('INSERT INTO member (id, organization_id, person_id, role) VALUES ($1, $2, $3, $4)', [
      memberId,
      engine.organizationId,
      personId,
      role,
    ]);
    return { personId, memberId };
  }

  async function waiting(policy: Partial<ApprovalPolicy> = {}, spec: Record<string, unknown> = {}) {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Finished.' }] });
    const agent = await engine.agent({
      spec: { model: { modelId }, tools: { allow: ['send_message'] }, approvalPolicy: policy, ...spec },
    });
    const id = await engine.startRun({ agent });
    await engine.reaches(id, ['waiting']);
    const [approval] = await rows<{ id: string }>('SELECT id FROM approval WHERE run_id = $1', [id]);
    assert.ok(approval);
    return { id, agent, approvalId: approval.id };
  }

  function decide(approvalId: string, who: Person, more: Partial<DecideInput> = {}) {
    return engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId,
        decision: 'approve',
        actor: `person:${toPublicId('person', who.personId)}`,
        by: { role: 'owner', personId: who.personId },
        via: 'api',
        checkEdit,
        ...more,
      }),
    );
  }

  const deliveries = (id: string) =>
    rows<{ recipient: string; body: string }>(
      'SELECT d.recipient, d.body FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1',
      [id],
    );
  const toldOf = (approvalId: string, kind: string) =>
    rows<{ member_id: string }>('SELECT member_id FROM notification WHERE approval_id = $1 AND kind = $2', [
      approvalId,
      kind,
    ]);
  const auditOf = async (approvalId: string) =>
    (
      await rows<{ action: string }>('SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY seq', [
        toPublicId('approval', approvalId),
      ])
    ).map(({ action }) => action);

  it('has exactly the decided arguments carried out, under their hash', async () => {
    const { id, approvalId } = await waiting();
    assert.ok((await decide(approvalId, people.ana, { decision: 'edit', arguments: EDITED })).applied);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await deliveries(id), [{ recipient: EDITED.to, body: EDITED.text }]);
    const [step] = await rows<{ arguments_hash: string; decided: string; asked: string }>(
      `SELECT s.arguments_hash, a.decided_arguments_hash AS decided, a.arguments_hash AS asked
       FROM run_step s JOIN approval a ON a.run_id = s.run_id AND a.call_index = s.call_index AND a.turn = s.turn
       WHERE s.run_id = $1`,
      [id],
    );
    const parsed = parseToolArguments('send_message', EDITED);
    assert.deepEqual([step?.arguments_hash, step?.decided], parsed.ok ? [parsed.hash, parsed.hash] : []);
    assert.notEqual(step?.asked, step?.decided);
  });

  it('has nothing carried out when the journal has other arguments than were decided', async () => {
    const { id, approvalId } = await waiting();
    await rows(
      `UPDATE run_step SET content = jsonb_set(content, '{arguments,text}', '"Slipped in"') WHERE run_id = $1 AND kind = 'tool'`,
      [id],
    );
    await decide(approvalId, people.ana);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await deliveries(id), []);
    const [step] = await rows<{ result: unknown }>(
      `SELECT result FROM run_step WHERE run_id = $1 AND kind = 'tool'`,
      [id],
    );
    assert.match(JSON.stringify(step?.result), /arguments_changed/);
  });

  it('lets two people approve what a run does under four eyes, whatever is published meanwhile', async () => {
    const { id, agent, approvalId } = await waiting({ fourEyes: true });
    await engine.database.transact(engine.organizationId, async (store) => {
      const current = await store.agents.get(agent.agentId);
      assert.ok(current);
      const spec = {
        ...agentSpecSchema.parse(current.version.spec),
        approvalPolicy: agentSpecSchema.parse({}).approvalPolicy,
      };
      const version = { name: current.agent.name, spec, title: 'No four eyes any more' };
      assert.ok(await store.agents.save(current, { actor: 'test', action: 'agent.updated', version }));
    });
    assert.ok((await decide(approvalId, people.ana)).applied);
    assert.equal((await engine.run(id)).status, 'waiting');
    assert.deepEqual(await deliveries(id), []);
    assert.ok((await decide(approvalId, people.ben)).applied);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.equal((await deliveries(id)).length, 1);
  });

  it('counts whoever started the run of the parent for none of the two, in what a child asks', async () => {
    const child = await engine.agent({
      name: 'Writer',
      kind: 'dashboard_briefing',
      spec: {
        model: { modelId: await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Finished.' }] }) },
        tools: { allow: ['send_message'] },
        approvalPolicy: { fourEyes: true },
      },
    });
    const handOver = {
      name: 'delegate_to_agent',
      arguments: { agentName: 'Writer', task: 'Write to them.' },
    };
    const { agentId, versionId, kind } = await engine.agent({
      kind: 'dashboard_briefing',
      spec: {
        model: { modelId: await scriptModel({ turns: [{ toolCalls: [handOver] }, { text: 'Done.' }] }) },
        tools: { allow: ['delegate_to_agent'] },
        delegates: [toPublicId('agent', child.agentId)],
        autonomy: 'autonomous',
        enableAutopilot: true,
      },
    });
    const startedBy = { label: `person:${people.ana.personId}`, personId: people.ana.personId };
    const facts = { agentId, agentVersionId: versionId, kind, input: {}, goals: [], limits: {} as never };
    const { id } = await engine.database.transact(engine.organizationId, (store) =>
      store.runs.create({ ...facts, trigger: 'manual', startedBy }),
    );
    let asked: { id: string; run_id: string } | undefined;
    await until(
      async () => {
        const sql = `SELECT a.id, a.run_id FROM approval a JOIN run r ON r.id = a.run_id WHERE r.parent_run_id = $1`;
        [asked] = await rows<{ id: string; run_id: string }>(sql, [id]);
        return asked !== undefined;
      },
      { what: 'the child to ask', timeoutMs: 30_000 },
    );
    const approvalId = asked?.id ?? '';
    const told = await toldOf(approvalId, 'approval.requested');
    assert.ok(told.every(({ member_id }) => member_id !== people.ana.memberId));
    const own = await decide(approvalId, people.ana);
    assert.equal(!own.applied && own.why, 'requester');
    assert.ok((await decide(approvalId, people.ben)).applied);
    const again = await decide(approvalId, people.ana);
    assert.equal(!again.applied && again.why, 'requester');
    assert.deepEqual(await deliveries(asked?.run_id ?? ''), []);
    assert.ok((await decide(approvalId, people.owner)).applied);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.equal((await deliveries(asked?.run_id ?? '')).length, 1);
  });

  it('refuses operators what is for owners, named members, named roles or four eyes', async () => {
    const policies: Partial<ApprovalPolicy>[] = [
      { fourEyes: true },
      { roles: ['owner'] },
      { memberIds: [toPublicId('member', people.ana.memberId)] },
    ];
    for (const policy of policies) {
      const { id, approvalId } = await waiting(policy);
      const message = { approvalId: toPublicId('approval', approvalId), decision: 'approve', actor: 'owner' };
      const workflow = engine.workflow(id);
      const answer = await workflow.executeUpdate<{ applied: boolean; detail: string }, [unknown]>(
        'decideApproval',
        {
          args: [message],
        },
      );
      assert.equal(answer.applied, false);
      assert.match(answer.detail, /Temporal/);
      await workflow.signal('decideApproval', message);
      await until(
        async () => JSON.stringify((await workflow.query('debugState')) ?? '').includes('"wakeUps":2'),
        {
          what: 'the signal to be handled',
        },
      );
      assert.deepEqual(await auditOf(approvalId), []);
      await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
      await engine.ended(id);
    }
  });

  it('tells owners of what only members were asked who may not decide any more', async () => {
    const viewer = await member('viewer');
    const memberIds = [toPublicId('member', viewer.memberId)];
    const { id, approvalId } = await waiting({ memberIds, remindAfterSeconds: 1 });
    assert.deepEqual(await toldOf(approvalId, 'approval.requested'), [{ member_id: people.owner.memberId }]);
    await until(async () => (await toldOf(approvalId, 'approval.reminder')).length > 0, {
      what: 'the reminder',
    });
    assert.deepEqual(await toldOf(approvalId, 'approval.reminder'), [{ member_id: people.owner.memberId }]);
    await engine.database.transact(engine.organizationId, (store) => store.runs.requestCancel(id, 'test'));
    await engine.ended(id);
  });

  it('reminds and escalates once each, over a restart, and lets those decide whom it was escalated to', async () => {
    const memberIds = [toPublicId('member', people.ana.memberId)];
    const policy = {
      memberIds,
      remindAfterSeconds: 1,
      escalateAfterSeconds: 2,
      escalateToRoles: ['owner' as const],
    };
    const { id, approvalId } = await waiting(policy);
    const before = await decide(approvalId, people.owner);
    assert.equal(before.applied, false);
    for (const worker of engine.workersRunning()) await worker.kill();
    await rows('SELECT pg_sleep(2.5)');
    await Promise.all([engine.startWorker(), engine.startWorker()]);
    await until(async () => (await toldOf(approvalId, 'approval.escalated')).length > 0, {
      what: 'the escalation',
    });
    await rows('SELECT pg_sleep(2.5)');
    assert.deepEqual(await toldOf(approvalId, 'approval.reminder'), [{ member_id: people.ana.memberId }]);
    assert.deepEqual(await toldOf(approvalId, 'approval.escalated'), [{ member_id: people.owner.memberId }]);
    assert.deepEqual(await auditOf(approvalId), ['approval.reminded', 'approval.escalated']);
    assert.ok((await decide(approvalId, people.owner)).applied);
    assert.equal((await engine.ended(id)).status, 'completed');
    const events = await rows<{ event: string; approval: string }>(
      `SELECT entry->>'event' AS event, entry->'data'->>'approvalId' AS approval FROM log_entry WHERE run_id = $1 AND entry->>'event' LIKE 'approval_%' ORDER BY seq`,
      [id],
    );
    assert.deepEqual(
      events.map(({ event }) => event),
      ['approval_requested', 'approval_reminded', 'approval_escalated', 'approval_decided'],
    );
    assert.deepEqual(
      new Set(events.map(({ approval }) => approval)),
      new Set([toPublicId('approval', approvalId)]),
      'each names its request',
    );
  });

  it('fails closed when nobody decides, reminded and escalated to or not', async () => {
    const policy = { fourEyes: true, remindAfterSeconds: 1, escalateAfterSeconds: 1 };
    const { id, approvalId } = await waiting(policy, { approvalTimeoutSeconds: 6 });
    assert.ok((await decide(approvalId, people.ana)).applied, 'half of four eyes is not enough');
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await deliveries(id), []);
    const late = await decide(approvalId, people.ben);
    assert.equal(!late.applied && late.why, 'expired');
    assert.equal((await auditOf(approvalId)).at(-1), 'approval.expired');
    const unread = await rows('SELECT 1 FROM notification WHERE approval_id = $1 AND read_at IS NULL', [
      approvalId,
    ]);
    assert.deepEqual(unread, [], 'nobody needs to look any more');
  });

  it('has one winner among 20 approvals and 5 rejections through API, page, link, update and signal', async () => {
    const { id, approvalId } = await waiting();
    const message = { approvalId: toPublicId('approval', approvalId), decision: 'approve' };
    const who = [people.owner, people.ana, people.ben];
    const via = ['api', 'ui', 'link'] as const;
    const person = (i: number, more: Partial<DecideInput> = {}) =>
      decide(approvalId, who[i % 3] ?? people.ana, { via: via[i % 3] ?? 'api', linkId: newId(), ...more });
    const results = await Promise.all([
      ...Array.from({ length: 12 }, (_, i) => person(i)),
      ...Array.from({ length: 5 }, (_, i) => person(i, { decision: 'reject', reason: 'no' })),
      ...Array.from({ length: 4 }, () =>
        engine
          .workflow(id)
          .executeUpdate<{ applied: boolean }, [unknown]>('decideApproval', { args: [message] })
          .catch(() => ({ applied: false })),
      ),
      ...Array.from({ length: 4 }, async () => {
        await engine.workflow(id).signal('decideApproval', message);
        return { applied: false };
      }),
    ]);
    await engine.ended(id);
    const [row] = await rows<{ status: string; decided_via: string }>(
      'SELECT status, decided_via FROM approval WHERE id = $1',
      [approvalId],
    );
    const winners = results.filter((result) => result.applied).length;
    assert.equal(winners, row?.decided_via === 'signal' ? 0 : 1);
    const sent =
      row?.status === 'approved' ? [{ recipient: SEND.arguments.to, body: SEND.arguments.text }] : [];
    assert.deepEqual(await deliveries(id), sent);
    assert.deepEqual(await auditOf(approvalId), [`approval.${row?.status ?? ''}`]);
  });
});
