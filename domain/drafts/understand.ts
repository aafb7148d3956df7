/**
 * From a sentence to a draft of an agent, or from a sentence and a draft to a better draft. What the sentence does
 * not touch stays, also what somebody typed into the form.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import { autoName } from './auto-name.ts';
import { applySchedule, type DraftSchedule } from './draft-schedule.ts';
import { ask } from './questions.ts';
import { withRequest } from './draft-goals.ts';
import { type Channel, findWishes, type Section, SECTIONS, type Wishes } from './wishes.ts';

export interface DraftConfig {
  readonly sections: readonly Section[];
  readonly recipients: readonly string[];
  readonly channel: Channel | null;
}

export interface Draft {
  readonly name: string;
  readonly kind: string | null;
  readonly spec: AgentSpec;
  readonly schedule: DraftSchedule | null;
  readonly config: DraftConfig;
}

export interface Understanding {
  readonly draft: Draft;
  readonly understood: readonly string[];
  readonly questions: readonly string[];
}

export interface DraftQuestion {
  readonly text: string;
  readonly previous: Draft | undefined;
  readonly organizationTimeZone: string;
  /** Undefined for what is no kind of this installation. */
  readonly specOfKind: (kind: string | null) => AgentSpec | undefined;
  readonly kindTitle: (kind: string) => string;
}

const REPORT = 'custom_report';
const SEND = 'send_message';
/** The tool that each part of a report is made from. */
const SECTION_TOOLS: Readonly<Record<Section, string>> = {
  leads: 'get_recent_leads',
  calls: 'get_handled_calls',
  messages: 'get_messages_window',
  tasks: 'get_priority_tasks',
};
const CHANNEL_TEXT: Readonly<Record<Channel, string>> = { email: 'e-mail', sms: 'SMS', whatsapp: 'WhatsApp' };
const LANGUAGE_TEXT: Readonly<Record<string, string>> = {
  de: 'German',
  en: 'English',
  fr: 'French',
  es: 'Spanish',
  it: 'Italian',
  nl: 'Dutch',
};

export function understandDraft(question: DraftQuestion): Understanding {
  const { text, previous } = question;
  const wishes = findWishes(text);
  const notes: Notes = { understood: [], questions: [] };
  const kind = kindOf(wishes, question, notes);
  const before = previous?.config ?? { sections: [], recipients: [], channel: null };
  const config = kind === null ? before : configOf(wishes, before, notes);
  const schedule = applySchedule({
    text,
    current: previous?.schedule ?? null,
    isDropped: wishes.noSchedule,
    organizationTimeZone: question.organizationTimeZone,
    notes,
  });
  const base = specFor(kind, question);
  const named = { kind, config, schedule, title: kind === null ? '' : question.kindTitle(kind) };
  const draft: Draft = {
    kind,
    config,
    schedule,
    name: nameOf(wishes, named, previous, question),
    spec: kind === null ? base : shapeSpec(base, { wishes, kind, config, text, previous, notes }),
  };
  ask(wishes, draft, notes);
  return { draft, ...notes };
}

export interface Notes {
  readonly understood: string[];
  readonly questions: string[];
}

/** A kind is changed by a sentence only while there is none: later sentences speak about the same agent. */
function kindOf(
  wishes: Wishes,
  { previous, specOfKind, kindTitle }: DraftQuestion,
  notes: Notes,
): string | null {
  if (previous !== undefined && previous.kind !== null) return previous.kind;
  if (wishes.kind === undefined) return null;
  if (specOfKind(wishes.kind) === undefined) return null;
  notes.understood.push(`What it does: ${kindTitle(wishes.kind)}`);
  return wishes.kind;
}

function configOf(wishes: Wishes, before: DraftConfig, { understood }: Notes): DraftConfig {
  const all = before.sections.length === 0 && wishes.withoutSections.length > 0 ? SECTIONS : before.sections;
  const sections = [...new Set([...all, ...wishes.sections])].filter(
    (section) => !wishes.withoutSections.includes(section),
  );
  const { added, removed } = wishes.people;
  const recipients = [...new Set([...before.recipients, ...added])].filter((name) => !removed.includes(name));
  if (wishes.sections.length > 0 || wishes.withoutSections.length > 0)
    understood.push(`Sections: ${sections.join(', ')}`);
  if (added.length > 0) understood.push(`For: ${recipients.join(', ')}`);
  if (removed.length > 0) understood.push(`No longer for: ${removed.join(', ')}`);
  if (wishes.channel !== undefined) understood.push(`Sent by ${CHANNEL_TEXT[wishes.channel]}`);
  return { sections, recipients, channel: wishes.channel ?? before.channel };
}

function specFor(kind: string | null, { previous, specOfKind }: DraftQuestion): AgentSpec {
  const isSame = previous !== undefined && previous.kind === kind;
  const spec = isSame ? previous.spec : specOfKind(kind);
  if (spec === undefined) throw new RangeError(`${String(kind)} is not a kind`);
  return spec;
}

interface Shape {
  readonly wishes: Wishes;
  readonly kind: string;
  readonly config: DraftConfig;
  readonly text: string;
  readonly previous: Draft | undefined;
  readonly notes: Notes;
}

function shapeSpec(spec: AgentSpec, { wishes, kind, config, text, previous, notes }: Shape): AgentSpec {
  const isFirst = previous === undefined || previous.kind === null;
  const language = wishes.language ?? (isFirst ? wishes.writtenIn : spec.persona.language);
  if (language !== spec.persona.language) {
    notes.understood.push(`Language: ${LANGUAGE_TEXT[language] ?? language}`);
  }
  if (wishes.draftsOnly) notes.understood.push('Autonomy: it only drafts');
  return {
    ...spec,
    persona: { ...spec.persona, language },
    goals: withRequest(spec.goals, {
      kind,
      config,
      channelText: channelText(config),
      text: isFirst ? text : undefined,
    }),
    tools: { ...spec.tools, allow: allowedTools(spec.tools.allow, kind, config, previous) },
    autonomy: wishes.draftsOnly ? 'draft_only' : spec.autonomy,
  };
}

function channelText({ channel }: DraftConfig): string | undefined {
  return channel === null ? undefined : CHANNEL_TEXT[channel];
}

/** A report gets the tools of its parts, and sends only when somebody is to get it. What else was chosen stays. */
function allowedTools(
  allow: readonly string[],
  kind: string,
  config: DraftConfig,
  previous: Draft | undefined,
): string[] {
  if (kind !== REPORT) return [...allow];
  const unasked = previous !== undefined && sameConfig(previous.config, config);
  if (unasked && previous.kind === kind) return [...allow];
  const own = [...Object.values(SECTION_TOOLS), SEND];
  const chosen = (config.sections.length === 0 ? SECTIONS : config.sections).map(
    (section) => SECTION_TOOLS[section],
  );
  const sends = config.channel !== null || config.recipients.length > 0;
  return [...chosen, ...(sends ? [SEND] : []), ...allow.filter((tool) => !own.includes(tool))];
}

function sameConfig(a: DraftConfig, b: DraftConfig): boolean {
  return (
    JSON.stringify([a.sections, a.recipients, a.channel]) ===
    JSON.stringify([b.sections, b.recipients, b.channel])
  );
}

type Named = Pick<Draft, 'kind' | 'config' | 'schedule'> & { readonly title: string };

/** Follows the draft until somebody gives it a name of their own. */
function nameOf(
  wishes: Wishes,
  named: Named,
  previous: Draft | undefined,
  { kindTitle }: DraftQuestion,
): string {
  if (wishes.name !== undefined) return wishes.name;
  if (previous === undefined || previous.name === '') return autoName(named);
  const title = previous.kind === null ? '' : kindTitle(previous.kind);
  return previous.name === autoName({ ...previous, title }) ? autoName(named) : previous.name;
}
