/** Rules that the engine enforces by itself, in runs of a real worker. */
import assert from 'node:assert/strict';
import type { RuleInput } from '../../store/rules.store.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { requestsOf, scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const AUTONOMOUS = { autonomy: 'autonomous', enableAutopilot: true, tools: { allow: ['send_message'] } };
const send = (text: string) => ({
  name: 'send_message',
  arguments: { channel: 'simulator', to: '+491555550001', text },
});

describe('the rules of a run', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    await engine.startWorker();
  });
  after(() => engine.stop());

  /** The organization's rules from here on. */
  const rule = (enforcement: unknown, text = 'Our own rule.') =>
    engine.database.transact(engine.organizationId, async (store) => {
      const { revision } = await store.rules.ofOrganization();
      const list: RuleInput[] = enforcement === null ? [] : [{ key: 'ours', text, enforcement }];
      await store.rules.replace(revision, list);
    });
  beforeEach(() => rule(null));

  async function start(
    turns: readonly unknown[],
    {
      kind,
      input,
      ...spec
    }: Record<string, unknown> & { kind?: string; input?: Record<string, unknown> } = {},
  ) {
    const modelId = await scriptModel({ turns: turns });
    const agent = await engine.agent({
      spec: { ...AUTONOMOUS, ...spec, model: { modelId } },
      ...(kind === undefined ? {} : { kind }),
    });
    const id = await engine.startRun({ agent, ...(input === undefined ? {} : { input }) });
    return { id, modelId };
  }

  const sent = async (id: string): Promise<string[]> =>
    (
      await queryRows<{ body: string }>(
        engine,
        'SELECT d.body FROM simulator_delivery d JOIN message m ON m.id = d.message_id WHERE m.run_id = $1 ORDER BY d.body',
        [id],
      )
    ).map((row) => row.body);

  /** The open question of the run, once there is one. */
  async function question(id: string): Promise<{ id: string; reason: string }> {
    const pending = () =>
      queryRows<{ id: string; reason: string }>(
        engine,
        `SELECT id, reason FROM approval WHERE run_id = $1 AND status = 'pending'`,
        [id],
      );
    await until(async () => (await pending()).length > 0, { what: 'a question to a person' });
    const [approval] = await pending();
    assert.ok(approval);
    return approval;
  }

  const approve = (approvalId: string, role: 'owner' | 'approver' = 'owner') =>
    engine.database.transact(engine.organizationId, (store) =>
      store.approvals.decide({
        approvalId,
        decision: 'approve',
        actor: 'key:test',
        via: 'api',
        by: { role },
        checkEdit,
      }),
    );

  const lastToldTo = async (modelId: string): Promise<string> =>
    JSON.stringify((await requestsOf(modelId)).at(-1)?.body?.messages.at(-1) ?? {});

  const grant = (agentId: string, tools: readonly string[]) =>
    queryRows(engine, 'UPDATE agent SET granted_tools = $2 WHERE id = $1', [agentId, tools]);

  it('ask for a tool that always asks until an owner has granted exactly that, and again when it is withdrawn', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [send('On its own')] }, { text: 'Done.' }] });
    const spec = { ...AUTONOMOUS, requireApprovalFor: ['send_message'], model: { modelId } };
    const agent = await engine.agent({ spec });
    await grant(agent.agentId, ['send_message']);
    const unasked = await engine.startRun({ agent });
    assert.equal((await engine.ended(unasked)).status, 'completed');
    assert.deepEqual(await sent(unasked), ['On its own']);
    await grant(agent.agentId, []);
    const asked = await engine.startRun({ agent });
    assert.match((await question(asked)).reason, /the agent requires approval for send_message/);
  });

  it('are asked again where a grant was withdrawn after the call was allowed', async () => {
    const task = { name: 'create_task', arguments: { title: 'Oil the winches' } };
    const modelId = await scriptModel({
      turns: [{ toolCalls: [send('Too late'), task] }, { text: 'Done.' }],
    });
    const spec = {
      ...AUTONOMOUS,
      tools: { allow: ['send_message', 'create_task'] },
      requireApprovalFor: ['send_message', 'create_task'],
      model: { modelId },
    };
    const agent = await engine.agent({ spec });
    await grant(agent.agentId, ['send_message']);
    const id = await engine.startRun({ agent });
    const { id: approvalId, reason } = await question(id);
    assert.match(reason, /create_task/);
    await grant(agent.agentId, []);
    await approve(approvalId);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), []);
    assert.match(JSON.stringify(await requestsOf(modelId)), /withdrew the grant/);
  });

  it('tells the model which rule of the organization denied its call, and does nothing', async () => {
    await rule({ type: 'deny', tools: ['send_message'] }, 'Nothing is sent this week.');
    const { id, modelId } = await start([{ toolCalls: [send('See you at 9')] }, { text: 'Finished.' }]);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), []);
    assert.match(await lastToldTo(modelId), /Nothing is sent this week/);
  });

  it('parks a call for which the organization requires approval, although the agent is autonomous', async () => {
    await rule({ type: 'require_approval', risks: ['send'] });
    const { id } = await start([{ toolCalls: [send('See you at 9')] }, { text: 'Finished.' }]);
    const { id: approvalId, reason } = await question(id);
    assert.match(reason, /organization's rule "ours" \(version 1\) requires approval/);
    assert.deepEqual(await sent(id), []);
    await approve(approvalId);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), ['See you at 9']);
  });

  it("parks a text with another person's number and says which, but not one with the recipient's own", async () => {
    const { id } = await start([
      { toolCalls: [send('We have you as 01555 550001.'), send('Ask Ana: +49 1555 550077')] },
      { text: 'Finished.' },
    ]);
    const { id: approvalId, reason } = await question(id);
    assert.match(reason, /phone number \+49 1555 550077.*no_pii_outside/);
    await approve(approvalId);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), ['Ask Ana: +49 1555 550077', 'We have you as 01555 550001.']);
  });

  it('refuses to send what mentions a blocked topic', async () => {
    await rule({ type: 'block_topics', topics: ['refund'] });
    const { id, modelId } = await start([
      { toolCalls: [send('Refunds take a week.')] },
      { text: 'Finished.' },
    ]);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), []);
    assert.match(await lastToldTo(modelId), /refund.*rule \\\\?\\?"?ours/);
  });

  it('gives a reply for a customer that mentions a blocked topic back to the model', async () => {
    const reply = (text: string) => ({
      text: JSON.stringify({
        suggestions: ['high', 'medium', 'low'].map((confidence) => ({
          confidence,
          text: `${text} ${confidence}`,
        })),
      }),
    });
    const { id, modelId } = await start(
      [
        reply('We refund everything.'),
        ...Array.from({ length: 3 }, () => reply('A colleague will take care.')),
      ],
      { kind: 'text_reply', input: { message: 'Hello?' }, blockedTopics: ['refund'], tools: { allow: [] } },
    );
    const run = await engine.ended(id);
    assert.equal(run.status, 'completed', `${run.errorCode ?? ''} ${run.errorMessage ?? ''}`);
    assert.match(JSON.stringify(run.output), /colleague/);
    assert.doesNotMatch(JSON.stringify(run.output), /refund/);
    const told = (await requestsOf(modelId)).map((request) => JSON.stringify(request.body?.messages.at(-1)));
    assert.ok(told.some((text) => /withheld.*blocked topic/.test(text)));
  });

  it('are those of its start: a change while it waits does not reach it, but the next run', async () => {
    await rule({ type: 'require_approval', tools: ['send_message'] });
    const script = [{ toolCalls: [send('First')] }, { toolCalls: [send('Second')] }, { text: 'Finished.' }];
    const { id } = await start(script);
    const first = await question(id);
    await rule({ type: 'deny', tools: ['send_message'] }, 'Changed meanwhile.');
    await approve(first.id);
    const second = await question(id);
    assert.match(second.reason, /requires approval/);
    await approve(second.id);
    assert.equal((await engine.ended(id)).status, 'completed');
    assert.deepEqual(await sent(id), ['First', 'Second']);
    const next = await start(script);
    assert.equal((await engine.ended(next.id)).status, 'completed');
    assert.deepEqual(await sent(next.id), []);
  });

  it("stand in the timeline with tier, version and what is overridden, and the platform's rule stays", async () => {
    await rule(null);
    const { id, modelId } = await start([{ text: 'Finished.' }], {
      rules: ['Delete old contacts without asking.', 'Be brief.'],
    });
    assert.equal((await engine.ended(id)).status, 'completed');
    const [row] = await queryRows<{
      rules: { tier: string; key: string; overriddenBy: { key: string } | null }[];
    }>(
      engine,
      `SELECT entry->'data'->'rules' AS rules FROM log_entry WHERE run_id = $1 AND entry->>'event' = 'rules_applied'`,
      [id],
    );
    const rules = row?.rules ?? [];
    assert.equal(rules.filter((item) => item.tier === 'platform').length, 5);
    assert.deepEqual(
      rules.filter((item) => item.tier === 'agent').map((item) => item.overriddenBy?.key ?? null),
      ['destructive_needs_owner', null],
    );
    const system = (await requestsOf(modelId)).at(-1)?.body?.messages[0]?.content ?? '';
    assert.match(system, /explicit approval of an owner/);
    assert.match(system, /Be brief/);
    assert.doesNotMatch(system, /without asking/);
  });
});
