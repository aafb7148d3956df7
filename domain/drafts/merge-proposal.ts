/**
 * A model's proposal, laid under what is certain: what the words of the text say and what somebody typed stays;
 * times are worked out here and never by a model; a proposal grants no right that a person must grant.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import { applySchedule } from './draft-schedule.ts';
import type { Draft, DraftQuestion, Understanding } from './understand.ts';

export interface Proposal {
  readonly name: string;
  readonly kind: string;
  readonly spec: AgentSpec;
  /** When it is to run, in words. */
  readonly schedule: string | null;
  readonly recipients: readonly string[];
  readonly questions: readonly string[];
}

export interface ProposalQuestion extends DraftQuestion {
  readonly isTool: (name: string) => boolean;
}

const MOST_QUESTIONS = 5;

export function mergeProposal(
  { draft, understood, questions }: Understanding,
  proposal: Proposal,
  question: ProposalQuestion,
): Understanding {
  const kind = draft.kind ?? proposal.kind;
  const standard = question.specOfKind(kind);
  // A kind that this installation does not know proposes nothing.
  if (standard === undefined) return { draft, understood, questions };
  const notes = { understood: [...understood], questions: [...questions] };
  if (draft.kind === null)
    notes.understood.push(`What it does: ${question.kindTitle(kind)} (proposed by the model)`);
  const schedule =
    draft.schedule ??
    applySchedule({
      text: proposal.schedule ?? '',
      current: null,
      isDropped: false,
      organizationTimeZone: question.organizationTimeZone,
      notes,
    });
  const base = draft.kind === null ? standard : draft.spec;
  const merged: Draft = {
    kind,
    schedule,
    name: ownName(draft, question) ?? proposal.name,
    config: { ...draft.config, recipients: recipientsOf(draft, proposal, question.text) },
    spec: mergeSpec(base, { standard, proposed: proposal.spec, isTool: question.isTool }),
  };
  notes.understood.push('Name, persona, goals and tools: proposed by the model where you had not said them');
  const asked = [...new Set([...notes.questions, ...proposal.questions])].slice(0, MOST_QUESTIONS);
  return { draft: merged, understood: notes.understood, questions: asked };
}

/** A name that somebody typed; one that was only made up from the kind gives way. */
function ownName({ name }: Draft, { previous }: DraftQuestion): string | undefined {
  return previous !== undefined && previous.name !== '' && previous.name === name ? name : undefined;
}

/** Nobody gets mail because a model thought of them: an address must stand in the text. */
function recipientsOf({ config }: Draft, { recipients }: Proposal, text: string): string[] {
  const said = recipients.filter((recipient) => text.toLowerCase().includes(recipient.toLowerCase()));
  return [...new Set([...config.recipients, ...said])];
}

interface Merge {
  /** The kind's own defaults: where the draft still has these, nobody has said anything else. */
  readonly standard: AgentSpec;
  readonly proposed: AgentSpec;
  readonly isTool: (name: string) => boolean;
}

function mergeSpec(base: AgentSpec, { standard, proposed, isTool }: Merge): AgentSpec {
  const { displayName, tone, voice } = proposed.persona;
  const said = Object.entries({ displayName, tone, voice }).filter(([, text]) => text.trim() !== '');
  const isStandard = said.every(
    ([name]) => base.persona[name as 'tone'] === standard.persona[name as 'tone'],
  );
  const own = base.goals.filter(({ title }) => standard.goals.every((goal) => goal.title !== title));
  const hasOwnRules = base.rules.length > 0;
  return {
    ...base,
    persona: isStandard ? { ...base.persona, ...Object.fromEntries(said) } : base.persona,
    goals: proposed.goals.length === 0 ? base.goals : [...own, ...proposed.goals].slice(0, 20),
    rules: hasOwnRules ? base.rules : proposed.rules,
    tools: {
      ...base.tools,
      allow: [...new Set([...base.tools.allow, ...proposed.tools.allow.filter(isTool)])],
    },
    // A proposal may hold an agent back, never let it loose.
    autonomy: proposed.autonomy === 'draft_only' ? 'draft_only' : base.autonomy,
  };
}
