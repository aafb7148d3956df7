/** A draft of an agent for which a model is asked: over HTTP, with a worker and the demo model. */
import assert from 'node:assert/strict';
import { type DraftAnswer, draftAnswer } from '../../domain/contracts/drafts.ts';
import { runView } from '../../domain/contracts/runs.ts';
import { agentPage } from '../../domain/contracts/agents.ts';
import { scriptModel } from '../support/demo-script.ts';
import { type RunningApp, startRunningApp } from '../support/running-app.ts';

describe('a draft that a model helps with', function () {
  this.timeout(90_000);
  let app: RunningApp;

  before(async () => {
    app = await startRunningApp();
  });
  after(() => app.stop());

  const headers = () => ({ authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' });

  async function draft(text: string, previous?: DraftAnswer['draft']): Promise<DraftAnswer> {
    const body = { text, askModel: true, ...(previous === undefined ? {} : { draft: previous }) };
    const answer = await fetch(`${app.url}/v1/agents/drafts`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify(body),
    });
    const json: unknown = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(json));
    return draftAnswer.parse(json);
  }

  /** What the demo model is told to answer for the assistant, who drafts. */
  async function assistantSays(text: string): Promise<void> {
    const modelId = await scriptModel({ turns: [{ text }], afterLast: 'repeat' });
    await setModel({ modelId });
  }

  async function setModel(model: Record<string, unknown>): Promise<void> {
    const list = await fetch(`${app.url}/v1/agents?kind=assistant`, { headers: headers() });
    const [assistant] = agentPage.parse(await list.json()).data;
    assert.ok(assistant);
    const saved = await fetch(`${app.url}/v1/agents/${assistant.id}`, {
      method: 'PATCH',
      headers: { ...headers(), 'if-match': `"${String(assistant.revision)}"` },
      body: JSON.stringify({ spec: { model } }),
    });
    assert.equal(saved.status, 200, await saved.text());
  }

  const PROPOSAL = {
    name: 'Harbour watch',
    kind: 'assistant',
    persona: { displayName: 'Watch', tone: 'alert', voice: 'Short sentences.', language: 'en' },
    goals: [{ title: 'Notice who is unhappy', description: 'Look for complaints.', priority: 1 }],
    rules: ['Never promise a refund.'],
    tools: ['get_messages_window', 'launch_rocket'],
    autonomy: 'supervised',
    schedule: 'every weekday at 7:30',
    recipients: ['ana@example.com', 'stranger@example.com'],
    questions: ['Who is told?'],
  };

  it('takes from the demo model what the words left open, times from the server', async () => {
    const answer = await draft('I need a daily 8am email of new leads');
    assert.equal(answer.proposal?.used, true, answer.proposal?.problem ?? '');
    assert.equal(answer.draft.kind, 'custom_report');
    assert.equal(answer.draft.schedule?.cron, '0 8 * * *');
    const run = await fetch(`${app.url}/v1/runs/${answer.proposal.runId ?? ''}`, { headers: headers() });
    const { dryRun, kind, status } = runView.parse(await run.json());
    assert.deepEqual([dryRun, kind, status], [true, 'agent_builder', 'completed']);
  });

  it('fills the blank form where the words say nothing, and grants nothing that nobody said', async () => {
    await assistantSays(JSON.stringify(PROPOSAL));
    const before = await draft('Keep an eye on unhappy people and tell ana@example.com.');
    const { name, kind, spec, schedule, config } = before.draft;
    assert.deepEqual([name, kind, before.fallback], ['Harbour watch', 'assistant', false]);
    assert.equal(spec.persona.tone, 'alert');
    assert.ok(spec.goals.some(({ title }) => title === 'Notice who is unhappy'));
    assert.deepEqual(spec.rules, ['Never promise a refund.']);
    assert.ok(
      spec.tools.allow.includes('get_messages_window') && !spec.tools.allow.includes('launch_rocket'),
    );
    assert.notEqual(spec.autonomy, 'autonomous');
    assert.deepEqual(
      [schedule?.cron, schedule?.timeZone, schedule?.nextFires.length],
      ['30 7 * * 1-5', 'Europe/Berlin', 3],
    );
    assert.deepEqual(config.recipients, ['ana@example.com']);
    assert.ok(before.questions.includes('Who is told?'));
  });

  it('asks with the beginning of a text that is too long, wherever that ends', async () => {
    await assistantSays(JSON.stringify(PROPOSAL));
    const answer = await draft(`${'w'.repeat(1999)}\u{1f600} and so on`);
    assert.equal(answer.proposal?.used, true, answer.proposal?.problem ?? '');
  });

  it('keeps what somebody typed into the draft', async () => {
    await assistantSays(JSON.stringify(PROPOSAL));
    const first = await draft('Something about the harbour');
    const typed = {
      ...first.draft,
      name: 'My own name',
      spec: {
        ...first.draft.spec,
        persona: { ...first.draft.spec.persona, tone: 'typed by hand' },
        rules: ['Mine.'],
      },
    };
    const second = await draft('and watch the weather', typed);
    assert.equal(second.draft.name, 'My own name');
    assert.equal(second.draft.spec.persona.tone, 'typed by hand');
    assert.deepEqual(second.draft.spec.rules, ['Mine.']);
  });

  it('falls back to what the words gave when the answer cannot be used, and says why', async () => {
    await assistantSays('<html>Bad gateway</html>');
    const known = await draft('I need a daily 8am email of new leads');
    assert.equal(known.proposal?.used, false);
    assert.match(known.proposal.problem ?? '', /could not be used|JSON/);
    assert.deepEqual([known.draft.kind, known.draft.schedule?.cron], ['custom_report', '0 8 * * *']);
    const nonsense = await draft('Blub bla every Monday at 9');
    assert.equal(nonsense.fallback, true);
    assert.equal(nonsense.draft.schedule?.cron, '0 9 * * 1');
  });
});
