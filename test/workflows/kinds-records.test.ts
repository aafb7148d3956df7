/** The kinds that read and write single records, end to end on the data of the sailing school. */
import assert from 'node:assert/strict';
import { fromPublicId, toPublicId } from '../../domain/ids.ts';
import { checkEdit } from '../../tools/check-edit.ts';
import { runSeed } from '../../prisma/seed/seed.ts';
import { buildAgent } from '../support/builders.ts';
import { Engine } from '../support/engine.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

interface EndedRun {
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly output: Readonly<Record<string, unknown>>;
}

const ENDED = ['completed', 'failed', 'cancelled', 'rejected'];

describe('the kinds that work on records of the sailing school', function () {
  this.timeout(90_000);
  let engine: Engine;
  let organizationId: string;

  before(async function () {
    this.timeout(120_000);
    engine = await Engine.create();
    ({ organizationId } = await runSeed({ systemUrl: engine.testDatabase.system }));
    await engine.startWorker();
  });
  after(() => engine.stop());

  const rows = <T>(sql: string, values: readonly unknown[] = []) => queryRows<T>(engine, sql, values);

  async function start(
    kind: string,
    input: Record<string, unknown>,
    { modelId = 'demo', ...more }: { modelId?: string; approvalTimeoutSeconds?: number } = {},
  ): Promise<string> {
    const spec = { model: { modelId }, ...more };
    const agent = await buildAgent(engine.testDatabase.system, organizationId, { kind, spec });
    const { id } = await engine.database.transact(organizationId, (store) =>
      store.runs.create({
        agentId: agent.agentId,
        agentVersionId: agent.versionId,
        kind,
        trigger: 'api',
        input,
        goals: [],
        limits: {} as never,
      }),
    );
    return id;
  }

  async function approveAll(id: string): Promise<void> {
    const open = await rows<{ id: string }>(
      "SELECT id FROM approval WHERE run_id = $1 AND status = 'pending'",
      [id],
    );
    for (const approval of open) {
      await engine.database.transact(organizationId, (store) =>
        store.approvals.decide({
          approvalId: approval.id,
          actor: 'key:test',
          via: 'api',
          by: { role: 'owner' },
          checkEdit,
          decision: 'approve',
        }),
      );
    }
  }

  /** Until the run has ended; whatever it asks for is approved on the way. */
  async function ended(id: string, approve = true): Promise<EndedRun> {
    let run: EndedRun | undefined;
    await until(
      async () => {
        if (approve) await approveAll(id);
        [run] = await rows<EndedRun>(
          'SELECT status, error_code, error_message, output FROM run WHERE id = $1',
          [id],
        );
        return ENDED.includes(run?.status ?? '');
      },
      { what: () => `the end of ${JSON.stringify(run)}`, timeoutMs: 60_000 },
    );
    assert.ok(run);
    return run;
  }

  async function completed(kind: string, input: Record<string, unknown>) {
    const id = await start(kind, input);
    const run = await ended(id);
    assert.equal(run.status, 'completed', `${run.error_code ?? ''}: ${run.error_message ?? ''}`);
    const log = await rows<{ tool: string; status: string }>(
      `SELECT entry->>'toolName' AS tool, entry->>'status' AS status FROM log_entry
       WHERE run_id = $1 AND kind = 'tool_call' ORDER BY seq`,
      [id],
    );
    return { id, output: run.output, log: log.map(({ tool, status }) => `${tool} ${status}`) };
  }

  async function idOf(sql: string): Promise<string> {
    const [row] = await rows<{ id: string }>(sql);
    assert.ok(row, sql);
    return toPublicId('object', row.id);
  }

  const aContact = () =>
    idOf(`SELECT c.id FROM object c WHERE c.type = 'contact' AND
          EXISTS (SELECT 1 FROM object_link l JOIN object m ON m.id = l.from_id
                  WHERE l.to_id = c.id AND m.type = 'booking') AND
          EXISTS (SELECT 1 FROM object_link l JOIN object m ON m.id = l.from_id
                  WHERE l.to_id = c.id AND m.type = 'call' AND m.status = 'handled')
          ORDER BY c.id LIMIT 1`);
  const aMissedCall = () =>
    idOf(`SELECT id FROM object WHERE type = 'call' AND status = 'missed' ORDER BY id LIMIT 1`);
  const aMessage = () =>
    idOf(`SELECT id FROM object WHERE type = 'message' AND properties->>'direction' = 'in'
          AND properties->>'text' ILIKE '%kurs%' ORDER BY id LIMIT 1`);

  const writtenBy = (id: string, type: string) =>
    rows<{ id: string; subtype: string | null; name: string; properties: Record<string, unknown> }>(
      `SELECT id, subtype, name, properties FROM object WHERE type = $1 AND properties->'source'->>'runId' = $2`,
      [type, toPublicId('run', id)],
    );

  it('analyses a call and keeps the analysis with it', async () => {
    const objectId = await aMissedCall();
    const { id, output, log } = await completed('analyzer', { objectId });
    assert.deepEqual(log, ['get_object succeeded', 'add_note succeeded']);
    assert.ok((output['summary'] as string).length > 0 && (output['followUps'] as string[]).length > 0);
    const [note, ...others] = await writtenBy(id, 'note');
    assert.deepEqual([note?.subtype, others.length], ['analysis', 0]);
    const links = await rows('SELECT 1 FROM object_link WHERE from_id = $1 AND to_id = $2', [
      note?.id,
      fromPublicId('object', objectId),
    ]);
    assert.equal(links.length, 1);
  });

  it('makes tasks of a text, and lists what it really made', async () => {
    const text =
      'Thanks for the meeting. Please send the offer by 2031-04-02.\nThe weather was fine.\nWe must repair jetty two.';
    const { id, output, log } = await completed('task_extraction', { text });
    assert.deepEqual(log, ['create_task succeeded', 'create_task succeeded']);
    const tasks = await writtenBy(id, 'task');
    const listed = output['tasks'] as { id: string; due: string }[];
    assert.deepEqual(
      tasks.map((task) => toPublicId('object', task.id)).sort(),
      listed.map((task) => task.id).sort(),
    );
    assert.ok(listed.some((task) => task.due === '2031-04-02'));
  });

  it('tags a message by what it says', async () => {
    const objectId = await aMessage();
    const { output, log } = await completed('auto_tag', { objectId });
    assert.deepEqual(log, ['get_object succeeded', 'tag_contact succeeded']);
    const [row] = await rows<{ tags: string[] }>(
      "SELECT properties->'tags' AS tags FROM object WHERE id = $1",
      [fromPublicId('object', objectId)],
    );
    const [tagged] = output['tagged'] as { tags: string[] }[];
    assert.ok((row?.tags.length ?? 0) > 0);
    assert.deepEqual(tagged?.tags, row?.tags);
  });

  it('fills in what a contact lacks, and keeps where it came from', async () => {
    const contactId = await aContact();
    const { id, output, log } = await completed('contact_enrichment', { contactId });
    assert.deepEqual(log, ['get_contact succeeded', 'crm_write succeeded']);
    const [row] = await rows<{ properties: Record<string, unknown> }>(
      'SELECT properties FROM object WHERE id = $1',
      [fromPublicId('object', contactId)],
    );
    const [change] = output['changes'] as { field: string; before: unknown; after: unknown }[];
    assert.ok(change && change.before === null);
    assert.equal(row?.properties[change.field], change.after);
    const sources = row?.properties['sources'] as Record<string, { runId: string; tool: string }>;
    assert.equal(sources[change.field]?.runId, toPublicId('run', id));
    assert.equal(sources[change.field]?.tool, 'crm_write');
  });

  it('remembers a contact, and remembers nothing twice', async () => {
    const contactId = await aContact();
    const first = await completed('contact_memory', { contactId });
    assert.deepEqual(first.log, ['get_contact succeeded', 'recall succeeded', 'remember succeeded']);
    const [memory] = await writtenBy(first.id, 'memory');
    assert.ok(String(memory?.properties['text']).length > 20);
    const second = await completed('contact_memory', { contactId });
    assert.deepEqual(second.output['memories'], []);
  });

  it("answers a member's question from the data and writes nothing", async () => {
    const { output, log } = await completed('assistant', { question: 'How many leads came in lately?' });
    assert.deepEqual(log, ['get_recent_leads succeeded']);
    assert.match(output['markdown'] as string, /total: \d+/);
  });

  it('drafts an agent from a sentence, with a valid spec and the time in words', async () => {
    const sentence = 'I need a daily 8am email of new leads to owner@school.test';
    const tools = [
      { name: 'get_recent_leads', description: 'Leads.' },
      { name: 'send_message', description: 'Sends.' },
      { name: 'get_handled_calls', description: 'Calls.' },
    ];
    const { output } = await completed('agent_builder', { sentence, tools });
    const { kind, spec, schedule, recipients } = output as Record<string, unknown> & {
      spec: { tools: { allow: string[] }; autonomy: string };
    };
    assert.deepEqual([kind, recipients], ['custom_report', ['owner@school.test']]);
    assert.deepEqual(spec.tools.allow.sort(), ['get_recent_leads', 'send_message']);
    assert.match(String(schedule), /8/);
  });

  it('answers a customer, and asks for a person where one is wanted', async () => {
    const answered = await completed('conversational', { message: 'Wann ist der nächste Kurs?' });
    assert.equal(answered.output['handOver'], false);
    const handed = await completed('conversational', { message: 'I want a refund, give me a manager.' });
    assert.equal(handed.output['handOver'], true);
    assert.ok(String(handed.output['reason']).length > 0 && String(handed.output['reply']).length > 0);
  });

  it('reflects on a period, with evidence that stands in the material', async () => {
    const log = 'log_01h455vb4pex5vsknk084sn02q';
    const material = `Document: empty.\n${log} a person rejected a message: too long`;
    const period = { periodStart: '2031-03-01', periodEnd: '2031-03-07' };
    const { output } = await completed('reflection', { scope: 'agent', ...period, material });
    assert.deepEqual(output['evidence'], [log]);
    assert.match(output['document'] as string, /rejected/);
  });

  it('asks a person before it writes, and writes nothing when nobody approves', async () => {
    const objectId = await aMissedCall();
    const id = await start('analyzer', { objectId }, { approvalTimeoutSeconds: 1 });
    assert.equal((await ended(id, false)).status, 'completed');
    assert.deepEqual(await writtenBy(id, 'note'), []);
  });

  it('ends every run of a model that answers at random, with a named code where it fails', async () => {
    const [contactId, objectId] = [await aContact(), await aMissedCall()];
    const inputs: Record<string, Record<string, unknown>> = {
      analyzer: { objectId },
      task_extraction: { text: 'Please call back.' },
      auto_tag: { objectId },
      contact_enrichment: { contactId },
      contact_memory: { contactId },
      assistant: { question: 'Who is waiting?' },
      agent_builder: { sentence: 'A weekly report.' },
      conversational: { message: 'Hello' },
      reflection: {
        scope: 'agent',
        periodStart: '2031-03-01',
        periodEnd: '2031-03-02',
        material: 'Nothing.',
      },
    };
    const started = await Promise.all(
      Object.entries(inputs).map(([kind, input]) =>
        start(kind, input, { modelId: 'demo-random', approvalTimeoutSeconds: 1 }),
      ),
    );
    for (const id of started) {
      const run = await ended(id, false);
      if (run.status !== 'completed') {
        assert.match(run.error_code ?? '', /^(model_|limit_|tool_|approval_)/, run.error_message ?? '');
      }
    }
  });

  it('writes once when the worker dies between the write and its record', async () => {
    for (const worker of engine.workersRunning()) await worker.stop();
    const id = await start('task_extraction', { text: 'Please paint the red buoy.' });
    await engine.startWorker({ STEWARD_FAULT: 'after_effect' });
    await until(
      async () => {
        await approveAll(id);
        return engine.workersRunning().length === 0;
      },
      { what: () => 'the worker to die after the write', timeoutMs: 60_000 },
    );
    assert.equal((await writtenBy(id, 'task')).length, 1);
    await engine.startWorker();
    const run = await ended(id);
    assert.equal(run.status, 'completed', run.error_message ?? '');
    assert.equal((await writtenBy(id, 'task')).length, 1);
  });
});
