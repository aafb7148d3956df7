/** The automatic title of an agent version: what changed, in a few words ("Tone: formal → warm; +1 tool"). */
import type { AgentSpec } from './agent-spec.ts';

export const FIRST_VERSION_TITLE = 'Created';

export interface Snapshot {
  readonly name: string;
  readonly spec: AgentSpec;
}

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
  systemPrompt: 'System prompt',
  model: 'Model',
  limits: 'Limits',
};

/** Whether saving `after` over `before` leaves anything to remember. */
export function isChanged(before: Snapshot, after: Snapshot): boolean {
  return !isSame(before, after);
}

export function versionTitle(before: Snapshot, after: Snapshot): string {
  const parts = [
    ...valueChange('Name', before.name, after.name),
    ...memberChanges(PERSONA_LABELS, before.spec.persona, after.spec.persona),
    ...listChange('goal', titles(before.spec.goals), titles(after.spec.goals)),
    ...textChange('Goals', before.spec.goals, after.spec.goals, titles),
    ...listChange('rule', before.spec.rules, after.spec.rules),
    ...listChange('tool', before.spec.tools.allow, after.spec.tools.allow),
    ...listChange('denied tool', before.spec.tools.deny, after.spec.tools.deny),
    ...listChange('tool with approval', before.spec.requireApprovalFor, after.spec.requireApprovalFor),
    ...memberChanges(SETTING_LABELS, before.spec, after.spec),
  ];
  return shorten(parts.join('; '), LONGEST_TITLE);
}

function titles(goals: AgentSpec['goals']): string[] {
  return goals.map((goal) => goal.title);
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
  const plural = noun.startsWith('tool ') ? noun.replace('tool', 'tools') : `${noun}s`;
  return [`${sign}${String(count)} ${count === 1 ? noun : plural}`];
}

/** A list whose names are the same and whose contents are not. */
function textChange<T>(label: string, before: T, after: T, names: (list: T) => string[]): string[] {
  return !isSame(before, after) && isSame(names(before), names(after)) ? [`${label} changed`] : [];
}

function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

/** JSON that does not depend on the order of members: one side comes from a database that has its own. */
function stable(value: unknown): string {
  // Wrapped, because of undefined alone JSON makes nothing.
  return JSON.stringify([value], (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
