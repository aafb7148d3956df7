/** The automatic title of an agent version: what changed, in a few words ("Tone: formal → warm; +1 tool"). */
import type { AgentSpec } from './agent-spec.ts';
import { isSame, type Snapshot } from './spec-diff.ts';

export const FIRST_VERSION_TITLE = 'Created';

const LONGEST_TITLE = 200;
const LONGEST_VALUE = 30;

const PERSONA_LABELS: Readonly<Record<string, string>> = {
  displayName: 'Display name',
  tone: 'Tone',
  voice: 'Voice',
  signature: 'Signature',
  traits: 'Traits',
  avoid: 'Avoid',
  language: 'Language',
  additionalLanguages: 'Languages',
  brandVoice: 'Brand voice',
  soulMd: 'Persona document',
};

const SETTING_LABELS: Readonly<Record<string, string>> = {
  autonomy: 'Autonomy',
  enableAutopilot: 'Autopilot',
  approvalTimeoutSeconds: 'Approval deadline',
  approvalPolicy: 'Approval policy',
  systemPrompt: 'System prompt',
  model: 'Model',
  limits: 'Limits',
  subtype: 'Subtype',
  enableReflection: 'Reflection',
  maxMessagesPerDay: 'Messages a day',
};

export function versionTitle(before: Snapshot, after: Snapshot): string {
  const parts = [
    ...valueChange('Name', before.name, after.name),
    ...memberChanges(PERSONA_LABELS, before.spec.persona, after.spec.persona),
    ...listChange('goal', titles(before.spec.goals), titles(after.spec.goals)),
    ...textChange('Goals', before.spec.goals, after.spec.goals, titles),
    ...listChange('rule', before.spec.rules, after.spec.rules),
    ...listChange('tool', before.spec.tools.allow, after.spec.tools.allow),
    ...listChange('denied tool', before.spec.tools.deny, after.spec.tools.deny),
    ...listChange('agent to ask', before.spec.delegates, after.spec.delegates),
    ...listChange('tool with approval', before.spec.requireApprovalFor, after.spec.requireApprovalFor),
    ...listChange(
      'tool unasked after outside text',
      before.spec.taintPolicy.allow,
      after.spec.taintPolicy.allow,
    ),
    ...listChange('skill', before.spec.skillIds, after.spec.skillIds),
    ...orderChange('Skills', before.spec.skillIds, after.spec.skillIds),
    ...listChange('readable type', before.spec.accessScope.read, after.spec.accessScope.read),
    ...listChange('writable type', before.spec.accessScope.write, after.spec.accessScope.write),
    ...valueChange('Owner', before.spec.accessScope.ownerUserId, after.spec.accessScope.ownerUserId),
    ...listChange('blocked topic', before.spec.blockedTopics, after.spec.blockedTopics),
    ...listChange('FAQ entry', questions(before.spec.faqEntries), questions(after.spec.faqEntries)),
    ...textChange('FAQ', before.spec.faqEntries, after.spec.faqEntries, questions),
    ...listChange('document', before.spec.knowledgeDocIds, after.spec.knowledgeDocIds),
    ...memberChanges(SETTING_LABELS, before.spec, after.spec),
  ];
  // What is left are lists in another order.
  return shorten(parts.join('; ') || 'Order changed', LONGEST_TITLE);
}

function titles(goals: AgentSpec['goals']): string[] {
  return goals.map((goal) => goal.title);
}

function questions(entries: AgentSpec['faqEntries']): string[] {
  return entries.map((entry) => entry.q);
}

function memberChanges(labels: Readonly<Record<string, string>>, before: object, after: object): string[] {
  return Object.entries(labels).flatMap(([name, label]) =>
    valueChange(label, (before as Record<string, unknown>)[name], (after as Record<string, unknown>)[name]),
  );
}

/** Short values are quoted, long ones and structures are only named. */
function valueChange(label: string, before: unknown, after: unknown): string[] {
  if (isSame(before, after)) return [];
  const [from, to] = [shown(before), shown(after)];
  if (from === undefined || to === undefined) return [`${label} changed`];
  return [`${label}: ${from} → ${to}`];
}

function shown(value: unknown): string | undefined {
  if (value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value.length <= LONGEST_VALUE && !value.includes('\n')) return value;
  return undefined;
}

/** `+1 tool, −2 tools`. */
function listChange(noun: string, before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((item) => !before.includes(item)).length;
  const removed = before.filter((item) => !after.includes(item)).length;
  const parts = [...counted('+', added, noun), ...counted('−', removed, noun)];
  return parts.length === 0 ? [] : [parts.join(', ')];
}

function counted(sign: string, count: number, noun: string): string[] {
  if (count === 0) return [];
  return [`${sign}${String(count)} ${count === 1 ? noun : pluralOf(noun)}`];
}

function pluralOf(noun: string): string {
  if (/^(tool|agent) /.test(noun)) return noun.replace(/^\w+/, '$&s');
  return noun.endsWith('entry') ? noun.replace(/y$/, 'ies') : `${noun}s`;
}

/** The same members in another order. */
function orderChange(label: string, before: readonly string[], after: readonly string[]): string[] {
  const sorted = (list: readonly string[]) => [...list].sort();
  return !isSame(before, after) && isSame(sorted(before), sorted(after)) ? [`${label}: new order`] : [];
}

/** A list whose names are the same and whose contents are not. */
function textChange<T>(label: string, before: T, after: T, names: (list: T) => string[]): string[] {
  return !isSame(before, after) && isSame(names(before), names(after)) ? [`${label} changed`] : [];
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
