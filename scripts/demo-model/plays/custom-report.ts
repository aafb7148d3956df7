import { listAt, numberAt, objectAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fitArguments } from './fit-arguments.ts';
import { bullets, day, field, inline, missingData, section, table } from './markdown.ts';
import { offered, resultOf } from './scene.ts';
import type { Call, Play, Scene } from './scene.ts';

const MOST_ROWS = 8;

interface Section {
  tool: string;
  asked: RegExp;
  render: (data: JsonObject) => string;
}

const SECTIONS: Record<string, Section> = {
  leads: { tool: 'get_recent_leads', asked: /\b(?:leads?|anfragen)\b/i, render: leadsSection },
  calls: { tool: 'get_handled_calls', asked: /\b(?:calls?|anrufe)\b/i, render: callsSection },
  messages: { tool: 'get_messages_window', asked: /\b(?:messages?|nachrichten)\b/i, render: messagesSection },
  tasks: { tool: 'get_priority_tasks', asked: /\b(?:tasks?|to-?dos?|aufgaben)\b/i, render: tasksSection },
};

const PERIODS: [RegExp, string][] = [
  [/\b(?:yesterday|gestern)\b/i, 'yesterday'],
  [/\b(?:today|heute)\b/i, 'today'],
  [/\b(?:last month|letzten monat)\b/i, 'last_month'],
  [/\b(?:this month|diesen monat)\b/i, 'this_month'],
  [/\b(?:30 days|30 tage)\b/i, 'last_30_days'],
];

/** A report by sections. It calculates nothing: every figure stands in a tool result as it is written here. */
export const customReport: Play = {
  reads: (scene) => sectionsOf(scene).flatMap((name) => readCall(scene, name)),
  answer: (scene) => {
    const parts = Object.values(SECTIONS).map(({ tool, render }) => {
      const data = resultOf(scene, tool);
      return data ? render(data) : '';
    });
    const none = parts.every((part) => part === '') ? 'None of the requested data could be read.' : '';
    return [title(scene), none, ...parts, missingData(scene)].filter((part) => part !== '').join('\n\n');
  },
};

function sectionsOf(scene: Scene): string[] {
  const listed = Array.isArray(scene.input.sections) ? (scene.input.sections as unknown[]) : [];
  const known = Object.keys(SECTIONS);
  const chosen = known.filter((name) => listed.includes(name));
  if (chosen.length > 0) return chosen;
  const wish = wishOf(scene);
  const named = known.filter((name) => SECTIONS[name]?.asked.test(wish));
  return named.length > 0 ? named : known;
}

function wishOf(scene: Scene): string {
  return [textAt(scene.input, 'prompt'), scene.plainText, ...scene.goals].join(' ');
}

function readCall(scene: Scene, name: string): Call[] {
  const toolName = SECTIONS[name]?.tool ?? '';
  const tool = offered(scene, toolName);
  const spoken = PERIODS.find(([words]) => words.test(wishOf(scene)))?.[1];
  const period = textAt(scene.input, 'period') || (spoken ?? 'last_7_days');
  return tool ? [{ name: toolName, arguments: fitArguments(tool, { period, limit: 10 }) }] : [];
}

function title(scene: Scene): string {
  const period = scene.results.map((outcome) => objectAt(outcome.data, 'period')).find((found) => found.from);
  const span = period ? `Period: ${day(period, 'from')} to ${day(period, 'to')}` : '';
  const wish = inline(textAt(scene.input, 'prompt'), 160);
  const lines = [span, wish === '' ? '' : `Asked for: ${wish}`].filter((line) => line !== '');
  const heading = scene.organization === '' ? '# Report' : `# Report for ${inline(scene.organization)}`;
  return [heading, lines.join('  \n')].filter((part) => part !== '').join('\n\n');
}

function leadsSection(data: JsonObject): string {
  const rows = listAt(data, 'leads').slice(0, MOST_ROWS);
  const sources = listAt(data, 'bySource');
  const top = sources.toSorted((left, right) => numberAt(right, 'count') - numberAt(left, 'count'))[0];
  const cells = rows.map((lead) => [
    field(lead, 'name'),
    field(lead, 'source'),
    field(lead, 'status'),
    field(lead, 'interest'),
    day(lead, 'createdAt'),
  ]);
  return section('Leads', [
    bullets([`**Total:** ${field(data, 'total')}`, ...sources.map(sourceLine)]),
    cells.length > 0
      ? table(['Name', 'Source', 'Status', 'Interest', 'Since'], cells)
      : 'No leads in this period.',
    top && sources.length > 1 ? `Most came through ${field(top, 'source')}.` : '',
  ]);
}

function sourceLine(source: JsonObject): string {
  return `${field(source, 'source')}: ${field(source, 'count')}`;
}

function callsSection(data: JsonObject): string {
  const calls = listAt(data, 'calls').slice(0, MOST_ROWS);
  const lines = calls.map((call) => {
    const seconds = field(call, 'durationSeconds');
    const length = seconds === '' || seconds === '0' ? '' : `, ${seconds} seconds`;
    return `${day(call, 'at')} **${field(call, 'contact')}** – ${field(call, 'outcome')}${length}${after(call, 'summary')}`;
  });
  return section('Calls', [
    figures(data, { Total: 'total', Handled: 'handled', Missed: 'missed' }),
    lines.length > 0 ? bullets(lines) : 'No calls in this period.',
    numberAt(data, 'missed') > 0 ? 'The missed calls deserve a call back.' : '',
  ]);
}

function messagesSection(data: JsonObject): string {
  const messages = listAt(data, 'messages').slice(0, MOST_ROWS);
  const cells = messages.map((message) => [
    day(message, 'at'),
    field(message, 'contact'),
    field(message, 'channel'),
    field(message, 'direction'),
    inline(textAt(message, 'text'), 80),
  ]);
  return section('Messages', [
    figures(data, { Total: 'total', Received: 'received', Sent: 'sent', Unanswered: 'unanswered' }),
    cells.length > 0
      ? table(['Day', 'Contact', 'Channel', 'Way', 'Text'], cells)
      : 'No messages in this period.',
    numberAt(data, 'unanswered') > 0 ? 'Some messages still wait for an answer.' : 'Everything was answered.',
  ]);
}

function tasksSection(data: JsonObject): string {
  const tasks = listAt(data, 'tasks').slice(0, MOST_ROWS);
  const lines = tasks.map((task) => {
    const late = task.overdue === true ? ', **overdue**' : '';
    const who = field(task, 'assignee');
    const due = day(task, 'due');
    const notes = [field(task, 'priority'), due === '' ? '' : `due ${due}`, who].filter(
      (note) => note !== '',
    );
    return `${field(task, 'title')} (${notes.join(', ')}${late})`;
  });
  return section('Tasks', [
    figures(data, { Open: 'total', Overdue: 'overdue' }),
    lines.length > 0 ? bullets(lines) : 'No open tasks.',
  ]);
}

function figures(data: JsonObject, labels: Record<string, string>): string {
  const known = Object.entries(labels).filter(([, key]) => textAt(data, key) !== '');
  return bullets(known.map(([label, key]) => `**${label}:** ${field(data, key)}`));
}

function after(source: JsonObject, key: string): string {
  const text = field(source, key);
  return text === '' ? '' : `: ${text}`;
}
