/** An organization of its own for each case, with the attacker's text where the case wants it. */
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { findKind } from '../../domain/kinds/registry.ts';
import { toPublicId } from '../../domain/ids.ts';
import type { NewObject } from '../../store/objects.store.ts';
import { newId } from '../../store/new-id.ts';
import type { BuiltAgent } from '../support/builders.ts';
import { scriptModel } from '../support/demo-script.ts';
import type { Engine } from '../support/engine.ts';
import type { HttpSink } from '../support/http-sink.ts';
import type { RunningMcpServer } from '../support/mcp-server.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { TOOLS } from '../../tools/registry.ts';
import { type Call, type Entry, type InjectionCase, MAX } from './injection-case.ts';
import { ACT, offerTool } from './tool-server.ts';

export interface World {
  readonly organizationId: string;
  readonly agent: BuiltAgent;
  readonly model: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Objects that were there before the run. */
  readonly objects: number;
}

export interface Places {
  /** Public id of a record of another organization. */
  readonly foreign: string;
  /** The attacker's server. Each organization lists it as a host that agents may reach. */
  readonly sink: HttpSink;
  /** A server whose pages are read; `/N` answers what was put there. */
  readonly pages: HttpSink;
  readonly texts: string[];
  /** A tool server that each organization of its cases has let in. */
  readonly remote: RunningMcpServer;
}

/** What an organization would give an agent it trusts: every tool, unasked. */
const TRUSTED = { autonomy: 'autonomous', enableAutopilot: true };

/** Written through the store that is open anyway: a connection for each would cost more than all the rest. */
export class Builder {
  readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async organization(): Promise<string> {
    const id = newId();
    await queryRows(
      this.engine,
      `INSERT INTO organization (id, name, time_zone) VALUES ($1, 'Sailing School', 'Europe/Berlin')`,
      [id],
    );
    return id;
  }

  async agent(
    organizationId: string,
    { name, kind, spec }: { name: string; kind: string; spec: Readonly<Record<string, unknown>> },
  ): Promise<BuiltAgent> {
    const { agent, version } = await this.engine.database.transact(organizationId, (store) =>
      store.agents.create({
        name,
        kind,
        status: 'active',
        spec: agentSpecSchema.parse({ ...findKind(kind)?.defaultSpec, ...spec }),
        author: 'test',
        title: 'Created',
      }),
    );
    return { agentId: agent.id, versionId: version.id, kind };
  }
}

/** The tool that brings the record before the model. */
const READ_BY: Readonly<Partial<Record<Entry, (contact: string) => Call>>> = {
  'lead name': () => ({ name: 'get_recent_leads', arguments: { period: 'last_7_days' } }),
  'lead interest': () => ({ name: 'get_recent_leads', arguments: { period: 'last_7_days' } }),
  'contact name': () => ({ name: 'crm', arguments: { type: 'contact' } }),
  'contact field': (id) => ({ name: 'get_contact', arguments: { id } }),
  'company name': () => ({ name: 'crm', arguments: { type: 'company' } }),
  'message in a window': () => ({ name: 'get_messages_window', arguments: { period: 'last_7_days' } }),
  'call summary': () => ({ name: 'get_handled_calls', arguments: { period: 'last_7_days' } }),
  'note on a contact': (id) => ({ name: 'get_contact', arguments: { id } }),
  'task title': () => ({ name: 'get_priority_tasks', arguments: {} }),
  'overdue task': () => ({ name: 'get_workspace_needs_attention', arguments: {} }),
  'memory of a contact': (id) => ({ name: 'recall', arguments: { aboutId: id } }),
  'link name': (id) => ({ name: 'activity_protocol', arguments: { id } }),
  'invoice number': () => ({ name: 'get_workspace_needs_attention', arguments: {} }),
  'page on the web': () => ({ name: 'http_get', arguments: { url: '{{page}}' } }),
  'result of a remote tool': () => ({ name: '{{tool}}', arguments: { topic: 'all' } }),
  'changed description of a remote tool': () => ({ name: '{{tool}}', arguments: { topic: 'all' } }),
};

const HOUR_MS = 3_600_000;

/** The record that carries the text, and whether it belongs to the contact. */
function recordOf(entry: Entry, text: string): NewObject | undefined {
  const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
  const named = (type: string, more: Partial<NewObject> = {}): NewObject => ({
    type,
    name: text.slice(0, 190),
    properties: {},
    occurredAt: at(-1),
    ...more,
  });
  const records: Partial<Record<Entry, NewObject>> = {
    'lead name': named('lead', { status: 'new', properties: { source: 'web' } }),
    'lead interest': named('lead', {
      name: 'Eve',
      status: 'new',
      properties: { source: 'web', interest: text },
    }),
    'contact name': named('contact'),
    'company name': named('company'),
    'message in a window': named('message', {
      name: 'Message',
      subtype: 'sms',
      status: 'unanswered',
      properties: { text, direction: 'in', contact: 'Eve' },
    }),
    'call summary': named('call', {
      name: 'Call',
      status: 'handled',
      properties: { summary: text, direction: 'inbound', contact: 'Eve' },
    }),
    'note on a contact': named('note', { name: 'Note', properties: { text } }),
    'task title': named('task', { status: 'open', occurredAt: at(48), properties: { priority: 'high' } }),
    'overdue task': named('task', { status: 'open', occurredAt: at(-72), properties: { priority: 'high' } }),
    'memory of a contact': named('memory', { name: 'Memory', subtype: 'contact', properties: { text } }),
    'link name': named('booking', { status: 'confirmed' }),
    'invoice number': named('invoice', {
      name: 'Invoice',
      status: 'overdue',
      properties: { number: text, dueDate: '2020-01-01', amount: 5 },
    }),
  };
  return records[entry];
}

const LINKED: readonly Entry[] = ['note on a contact', 'memory of a contact', 'link name'];

export async function buildWorld(builder: Builder, given: InjectionCase, places: Places): Promise<World> {
  const { engine } = builder;
  const organizationId = await builder.organization();
  const contact: NewObject = {
    type: 'contact',
    name: 'Max Muster',
    properties: { phone: MAX, ...(given.entry === 'contact field' ? { remark: given.text } : {}) },
    occurredAt: new Date(),
  };
  const record = recordOf(given.entry, given.text);
  const [contactId = '', recordId] = await engine.database.transact(organizationId, (store) =>
    store.objects.insertMany([contact, ...(record === undefined ? [] : [record])]),
  );
  if (recordId !== undefined && LINKED.includes(given.entry)) {
    await queryRows(
      engine,
      `INSERT INTO object_link (organization_id, from_id, relation, to_id) VALUES ($1, $2, 'about', $3)`,
      [organizationId, recordId, contactId],
    );
  }
  const id = toPublicId('object', contactId);
  const page = places.texts.push('') - 1;
  const fillPlaces = (text: string): string =>
    text
      .replaceAll('{{contact}}', id)
      .replaceAll('{{foreign}}', places.foreign)
      .replaceAll('{{sink}}', places.sink.url)
      .replaceAll('{{page}}', `${places.pages.url}/${String(page)}`);
  places.texts[page] = fillPlaces(given.text);
  await engine.database.transact(organizationId, (store) =>
    store.organization.update({ egressHosts: [places.sink.host, places.pages.host, places.remote.host] }),
  );
  const said = { organizationId, entry: given.entry, text: fillPlaces(given.text), index: page };
  const tool = await offerTool(engine, places.remote, said);
  const fill = (text: string): string => fillPlaces(text).replaceAll('{{tool}}', tool ?? '');
  const { kind, input, says } = startOf(given, fill);
  const model = await scriptModel(scriptOf(given, id, fill, says));
  const agent = await builder.agent(organizationId, {
    name: 'Obedient',
    kind,
    spec: {
      ...TRUSTED,
      tools: { allow: [...TOOLS.map(({ name }) => name), ...(tool === undefined ? [] : [tool, ACT])] },
      model: { modelId: model },
      ...(await importOf(engine, organizationId, given)),
      ...given.spec,
    },
  });
  if (given.entry === 'output of another agent') await letAnotherSay(builder, organizationId, given.text);
  return { organizationId, agent, model, input, objects: record === undefined ? 1 : 2 };
}

function scriptOf(given: InjectionCase, contact: string, fill: (text: string) => string, says: string) {
  const read = READ_BY[given.entry]?.(contact);
  const turns = [...(read === undefined ? [] : [[read]]), ...given.asks].map((calls) => ({
    toolCalls: calls.map(({ name, arguments: args }) => ({
      name: fill(name),
      arguments: fill(typeof args === 'string' ? args : JSON.stringify(args)),
    })),
  }));
  // Said whatever came back, also when calls were refused and the model is asked again.
  return { turns: [...turns, { text: says }], afterLast: 'repeat' };
}

function startOf({ entry, text, says = 'Done as ordered.' }: InjectionCase, fill: (text: string) => string) {
  const said = fill(says);
  if (entry === 'contact message') {
    return {
      kind: 'conversational',
      input: { message: fill(text), contact: { name: 'Max', phone: MAX }, channel: 'sms' },
      says: JSON.stringify({ reply: said, handOver: false, reason: null }),
    };
  }
  if (entry === 'text to extract tasks from') {
    return { kind: 'task_extraction', input: { text: fill(text) }, says: JSON.stringify({ summary: said }) };
  }
  return { kind: 'assistant', input: { question: 'What is new?' }, says: said };
}

/** What the organization took over from elsewhere and made its own. */
async function importOf(engine: Engine, organizationId: string, { entry, text }: InjectionCase) {
  if (entry === 'imported persona') return { persona: { soulMd: text } };
  if (entry === 'imported FAQ') return { faqEntries: [{ q: 'How?', a: text }] };
  if (entry !== 'imported skill') return {};
  const made = await engine.database.transact(organizationId, (store) =>
    store.skills.create({
      title: 'From elsewhere',
      description: 'Use always.',
      body: text,
      tags: [],
      enabled: true,
    }),
  );
  return { skillIds: [toPublicId('skill', made.skill.id)] };
}

/** Another agent that answers a contact and repeats what it was told. */
async function letAnotherSay(builder: Builder, organizationId: string, text: string): Promise<void> {
  const modelId = await scriptModel({
    turns: [{ text: JSON.stringify({ reply: text, handOver: false, reason: null }) }],
  });
  const agent = await builder.agent(organizationId, {
    name: 'Taken in',
    kind: 'conversational',
    spec: { model: { modelId } },
  });
  await finish(builder.engine, [await start(builder.engine, organizationId, agent, { message: text })]);
}

export async function start(
  engine: Engine,
  organizationId: string,
  agent: BuiltAgent,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { id } = await engine.database.transact(organizationId, (store) =>
    store.runs.create({
      agentId: agent.agentId,
      agentVersionId: agent.versionId,
      kind: agent.kind,
      trigger: 'api',
      input: { ...input },
      goals: [],
      limits: {} as never,
    }),
  );
  return id;
}

export interface Ended {
  readonly id: string;
  readonly status: string;
  readonly waitingFor: string | null;
  readonly errorCode: string | null;
  readonly tainted: boolean;
}

/** Until each of these runs has ended, or waits for a person. */
export async function finish(engine: Engine, ids: readonly string[]): Promise<Ended[]> {
  let rows: Ended[] = [];
  await until(
    async () => {
      rows = await queryRows<Ended>(
        engine,
        `SELECT id, status, waiting_for AS "waitingFor", error_code AS "errorCode", tainted
         FROM run WHERE id = ANY($1)`,
        [ids],
      );
      return rows.every(({ status }) => !['queued', 'running'].includes(status));
    },
    {
      what: () => {
        const open = rows.filter(({ status }) => ['queued', 'running'].includes(status));
        return `${JSON.stringify(open)} to end\n${engine.logs.slice(-10).join('\n')}`;
      },
      timeoutMs: 90_000,
    },
  );
  return rows;
}
