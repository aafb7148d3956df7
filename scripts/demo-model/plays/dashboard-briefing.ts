import { listAt, numberAt, objectAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fitArguments } from './fit-arguments.ts';
import { bullets, day, field, inline, missingData, section, table } from './markdown.ts';
import { offered, resultOf } from './scene.ts';
import type { Call, Play, Scene } from './scene.ts';

const READS: Record<string, JsonObject> = {
  get_workspace_summary: {},
  get_workspace_needs_attention: { limit: 10 },
  get_engagement_stats: { period: 'last_7_days' },
  get_recent_leads: { period: 'yesterday', limit: 5 },
  get_handled_calls: { period: 'yesterday', limit: 5 },
  get_messages_window: { period: 'yesterday', limit: 5 },
  get_priority_tasks: { limit: 5 },
};
const MOST_ITEMS = 5;

const ADVICE: Record<string, string> = {
  missed_call:
    'Call back first: somebody who rang is still deciding, and a call back today often settles it.',
  unanswered_message: 'Answer the waiting messages first; a short reply now beats a perfect one tomorrow.',
  lead_without_reply: 'Write to the leads without a reply before lunch; interest cools quickly.',
  overdue_invoice: 'Send a friendly reminder for the overdue invoices today.',
  overdue_task: 'Close or move the overdue tasks, so that the list can be trusted again.',
};

/** A briefing for an owner: what needs attention, the numbers, one suggestion. */
export const dashboardBriefing: Play = {
  reads: (scene) => Object.keys(READS).flatMap((name) => readCall(scene, name)),
  answer: (scene) => {
    const parts = [greeting(scene), attention(scene), numbers(scene), more(scene), suggestion(scene)];
    return [...parts, missingData(scene)].filter((part) => part !== '').join('\n\n');
  },
};

function readCall(scene: Scene, name: string): Call[] {
  const tool = offered(scene, name);
  return tool ? [{ name, arguments: fitArguments(tool, READS[name] ?? {}) }] : [];
}

function greeting(scene: Scene): string {
  const summary = resultOf(scene, 'get_workspace_summary') ?? {};
  const name = inline(textAt(summary, 'organization') || scene.organization);
  const attentionData = resultOf(scene, 'get_workspace_needs_attention');
  const waiting = numberAt(attentionData, 'total');
  const state = !attentionData
    ? 'here is where things stand.'
    : waiting === 0
      ? 'nothing is waiting for you right now.'
      : `${String(waiting)} ${waiting === 1 ? 'thing needs' : 'things need'} your attention.`;
  const focus = inline(textAt(scene.input, 'focus'), 160);
  const line = `**Hello${name === '' ? '' : `, ${name}`}** – ${state}`;
  return focus === '' ? line : `${line}\n\nFocus today: ${focus}`;
}

function attention(scene: Scene): string {
  const data = resultOf(scene, 'get_workspace_needs_attention');
  if (!data) return '';
  const items = focused(scene, listAt(data, 'items'));
  if (items.length === 0) return section('Needs attention', ['All clear.']);
  const lines = items.slice(0, MOST_ITEMS).map(attentionLine);
  const total = numberAt(data, 'total');
  const rest = total > lines.length ? `…and ${String(total - lines.length)} more.` : '';
  return section('Needs attention', [bullets(lines), rest]);
}

/** What the owner asked to look at comes first; otherwise the order of the data stands. */
function focused(scene: Scene, items: JsonObject[]): JsonObject[] {
  const words = textAt(scene.input, 'focus')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 3)
    .map((word) => word.replace(/s$/, ''));
  const hit = (item: JsonObject): boolean => {
    const text = `${textAt(item, 'type')} ${textAt(item, 'title')} ${textAt(item, 'detail')}`.toLowerCase();
    return words.some((word) => text.includes(word));
  };
  return [...items.filter(hit), ...items.filter((item) => !hit(item))];
}

function attentionLine(item: JsonObject): string {
  const detail = field(item, 'detail');
  const amount = field(item, 'amount');
  const since = day(item, 'since');
  const tail = [amount === '' || detail.includes(amount) ? '' : amount, since === '' ? '' : `since ${since}`];
  const notes = tail.filter((note) => note !== '').join(', ');
  return `**${field(item, 'title')}**${detail === '' ? '' : ` – ${detail}`}${notes === '' ? '' : ` (${notes})`}`;
}

function numbers(scene: Scene): string {
  const summary = resultOf(scene, 'get_workspace_summary');
  const engagement = resultOf(scene, 'get_engagement_stats');
  const rows = [...(summary ? summaryRows(summary) : []), ...(engagement ? engagementRows(engagement) : [])];
  if (rows.length === 0) return '';
  const parts = [table(['What', 'Now'], rows)];
  if (engagement) {
    const label = field(objectAt(engagement, 'period'), 'label').replaceAll('\\_', ' ').replaceAll('_', ' ');
    const busiest = field(engagement, 'busiestHour');
    if (label !== '')
      parts.push(`Messages and calls: ${label}.${busiest === '' ? '' : ` Busiest hour: ${busiest}.`}`);
  }
  return section('Numbers', parts);
}

function summaryRows(summary: JsonObject): string[][] {
  const counts = objectAt(summary, 'counts');
  const revenue = objectAt(summary, 'revenue');
  const currency = field(revenue, 'currency');
  const rows = [
    ['New leads', field(counts, 'newLeads')],
    ['Bookings', field(counts, 'bookings')],
    ['Open tasks', field(counts, 'openTasks')],
    ['Unanswered messages', field(counts, 'unansweredMessages')],
    ['Missed calls', field(counts, 'missedCalls')],
    ['Revenue this month', money(field(revenue, 'thisMonth'), currency)],
    ['Revenue last month', money(field(revenue, 'lastMonth'), currency)],
  ];
  return rows.filter((row) => row[1] !== '');
}

function money(amount: string, currency: string): string {
  return amount === '' ? '' : `${amount} ${currency}`.trim();
}

function engagementRows(engagement: JsonObject): string[][] {
  const messages = objectAt(engagement, 'messages');
  const calls = objectAt(engagement, 'calls');
  const reply = field(engagement, 'medianReplyMinutes');
  const received = field(messages, 'received');
  const handled = field(calls, 'handled');
  const rows = [
    ['Messages in / out', received === '' ? '' : `${received} / ${field(messages, 'sent')}`],
    ['Answered within the hour', field(messages, 'answeredWithinHour')],
    ['Calls handled / missed', handled === '' ? '' : `${handled} / ${field(calls, 'missed')}`],
    ['Median time to reply', reply === '' ? '' : `${reply} min`],
  ];
  return rows.filter((row) => row[1] !== '');
}

function more(scene: Scene): string {
  const leads = resultOf(scene, 'get_recent_leads');
  const tasks = resultOf(scene, 'get_priority_tasks');
  const lines = [
    ...listAt(leads, 'leads')
      .slice(0, 3)
      .map((lead) => `New lead: ${field(lead, 'name')} – ${field(lead, 'interest')}`),
    ...listAt(tasks, 'tasks')
      .slice(0, 3)
      .map((task) => `Task: ${field(task, 'title')} (due ${day(task, 'due')})`),
  ];
  return lines.length === 0 ? '' : section('Also', [bullets(lines)]);
}

function suggestion(scene: Scene): string {
  const items = focused(scene, listAt(resultOf(scene, 'get_workspace_needs_attention'), 'items'));
  const first = Object.keys(ADVICE).find((type) => items.some((item) => textAt(item, 'type') === type));
  if (first) {
    const item = items.find((candidate) => textAt(candidate, 'type') === first) ?? {};
    return section('Suggestion', [`${ADVICE[first] ?? ''} Start with: ${field(item, 'title')}.`]);
  }
  const revenue = objectAt(resultOf(scene, 'get_workspace_summary'), 'revenue');
  const behind = numberAt(revenue, 'thisMonth') < numberAt(revenue, 'lastMonth');
  const advice = behind
    ? 'Revenue is behind last month so far: write to recent guests and offer them the next free dates.'
    : 'A calm day: a good moment to thank recent guests and ask them for a review.';
  return section('Suggestion', [advice]);
}
