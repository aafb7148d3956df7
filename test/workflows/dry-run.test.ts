/** Dry runs: an agent, saved or not, tried on real data without any effect. */
import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { toPublicId } from '../../domain/ids.ts';
import { KINDS } from '../../domain/kinds/registry.ts';
import { runSeed } from '../../prisma/seed/seed.ts';
import { buildAgent } from '../support/builders.ts';
import { scriptModel } from '../support/demo-script.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

interface Ended {
  readonly id: string;
  readonly status: string;
  readonly error: string | null;
}

describe('a dry run', function () {
  this.timeout(120_000);
  let engine: Engine;
  let organizationId: string;

  before(async () => {
    engine = await Engine.create();
    ({ organizationId } = await runSeed({ systemUrl: engine.testDatabase.system }));
    await engine.startWorker();
  });
  after(() => engine.stop());

  const rows = <T>(sql: string, values: readonly unknown[] = []) => queryRows<T>(engine, sql, values);

  async function dryRun(
    kind: string,
    input: Record<string, unknown>,
    { spec = {}, draft }: { spec?: Record<string, unknown>; draft?: Record<string, unknown> } = {},
  ): Promise<Ended> {
    const agent = await buildAgent(engine.testDatabase.system, organizationId, { kind, spec });
    const { id } = await engine.database.transact(organizationId, (store) =>
      store.runs.create({
        agentId: agent.agentId,
        agentVersionId: agent.versionId,
        kind,
        trigger: 'manual',
        input,
        goals: [],
        limits: {} as never,
        dryRun: true,
        draftSpec: draft === undefined ? undefined : agentSpecSchema.parse(draft),
      }),
    );
    return ended(id);
  }

  async function ended(id: string): Promise<Ended> {
    let run: Ended | undefined;
    await until(
      async () => {
        [run] = await rows<Ended>('SELECT id, status, error_message AS error FROM run WHERE id = $1', [id]);
        return ['completed', 'failed', 'cancelled', 'rejected'].includes(run?.status ?? '');
      },
      { what: () => `the end of ${JSON.stringify(run)}`, timeoutMs: 60_000 },
    );
    assert.ok(run);
    return run;
  }

  const calls = (id: string) =>
    rows<{ tool: string; status: string; message: string | null }>(
      `SELECT entry->>'toolName' AS tool, entry->>'status' AS status, entry#>>'{output,error,message}' AS message
       FROM log_entry WHERE run_id = $1 AND kind = 'tool_call' ORDER BY seq`,
      [id],
    );

  /** Everything that an effect of a run could have touched. */
  async function world(): Promise<unknown> {
    const tables = [
      'object',
      'object_link',
      'message',
      'simulator_delivery',
      'approval',
      'agent',
      'agent_version',
    ];
    const fingerprints = tables.map((table) =>
      rows(`SELECT count(*)::int, md5(string_agg(t::text, '' ORDER BY t::text)) FROM ${table} t`),
    );
    return Promise.all(fingerprints);
  }

  const SEND = {
    name: 'send_message',
    arguments: { channel: 'simulator', to: '+491555550001', text: 'Hello' },
  };
  const SENDING = { tools: { allow: ['send_message'] } };

  it('leaves out what a real run would put to a person, says so to the model and to people, and ends', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'I would have written.' }] });
    const run = await dryRun(
      'assistant',
      { question: 'Write.' },
      { spec: { ...SENDING, model: { modelId }, autonomy: 'supervised' } },
    );
    assert.equal(run.status, 'completed', run.error ?? '');
    const [call, ...others] = await calls(run.id);
    assert.deepEqual([call?.tool, call?.status, others.length], ['send_message', 'skipped', 0]);
    assert.match(call?.message ?? '', /nothing is done.*asks a person first/);
    assert.deepEqual(await rows('SELECT 1 FROM approval WHERE run_id = $1', [run.id]), []);
    assert.deepEqual(await rows('SELECT 1 FROM message WHERE run_id = $1', [run.id]), []);
  });

  it('leaves out what a real run would do without asking, and denies what it would deny', async () => {
    const modelId = await scriptModel({ turns: [{ toolCalls: [SEND] }, { text: 'Done.' }] });
    const free = { ...SENDING, model: { modelId }, autonomy: 'autonomous', enableAutopilot: true };
    const allowed = await dryRun('assistant', { question: 'Write.' }, { spec: free });
    assert.deepEqual(
      (await calls(allowed.id)).map(({ status }) => status),
      ['skipped'],
    );
    const denied = await dryRun(
      'assistant',
      { question: 'Write.' },
      { spec: { ...free, autonomy: 'draft_only' } },
    );
    assert.deepEqual(
      (await calls(denied.id)).map(({ status }) => status),
      ['denied'],
    );
  });

  it('tries a spec that nobody has saved, and leaves the saved one alone', async () => {
    const draft = { persona: { displayName: 'Unsaved Ursula' }, model: { modelId: 'demo' } };
    const run = await dryRun('assistant', { question: 'Who are you?' }, { draft });
    assert.equal(run.status, 'completed', run.error ?? '');
    const [prompt] = await rows<{ parts: string; saved: string }>(
      `SELECT p.parts::text AS parts, v.spec::text AS saved FROM run r
       JOIN prompt p ON p.organization_id = r.organization_id AND p.hash = r.prompt_hash
       JOIN agent_version v ON v.id = r.agent_version_id WHERE r.id = $1`,
      [run.id],
    );
    assert.match(prompt?.parts ?? '', /Unsaved Ursula/);
    assert.doesNotMatch(prompt?.saved ?? '', /Unsaved Ursula/);
  });

  it('of any kind ends well on the data of the sailing school, and changes none of it', async () => {
    const idOf = async (where: string) => {
      const [row] = await rows<{ id: string }>(`SELECT id FROM object WHERE ${where} ORDER BY id LIMIT 1`);
      return toPublicId('object', row?.id ?? '');
    };
    const objectId = await idOf("type = 'call'");
    const contactId = await idOf("type = 'contact'");
    const inputs: Record<string, Record<string, unknown>> = {
      text_reply: { message: 'Is there a place left?' },
      conversational: { message: 'Wann ist der nächste Kurs?' },
      analyzer: { objectId },
      task_extraction: { text: 'Please send the offer by 2031-04-02.' },
      auto_tag: { objectId },
      contact_enrichment: { contactId },
      contact_memory: { contactId },
      assistant: { question: 'How many leads came in lately?' },
      agent_builder: { sentence: 'A weekly report of leads.' },
      reflection: {
        scope: 'agent',
        periodStart: '2031-03-01',
        periodEnd: '2031-03-02',
        material: 'Nothing.',
      },
    };
    const before = await world();
    for (const { name } of KINDS) {
      const run = await runOfKind(name, inputs[name] ?? {});
      assert.equal(run.status, 'completed', `${name}: ${run.error ?? ''}`);
    }
    assert.deepEqual(await world(), before);
  });

  /** With an agent that exists already, so that nothing but the run is new. */
  async function runOfKind(kind: string, input: Record<string, unknown>): Promise<Ended> {
    const [agent] = await rows<{ id: string; version: string }>(
      `SELECT a.id, v.id AS version FROM agent a JOIN agent_version v ON v.agent_id = a.id
       WHERE a.organization_id = $1 ORDER BY a.id, v.number DESC LIMIT 1`,
      [organizationId],
    );
    assert.ok(agent);
    const tools = KINDS.find(({ name }) => name === kind)?.tools ?? [];
    const draftSpec = agentSpecSchema.parse({ tools: { allow: [...tools] }, model: { modelId: 'demo' } });
    const { id } = await engine.database.transact(organizationId, (store) =>
      store.runs.create({
        agentId: agent.id,
        agentVersionId: agent.version,
        kind,
        trigger: 'manual',
        input,
        goals: [],
        limits: {} as never,
        dryRun: true,
        draftSpec,
      }),
    );
    return ended(id);
  }
});
