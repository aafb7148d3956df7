/**
 * Puts a run's prompt together, in the order of SPEC 3.3. Stable parts come first, so that a provider's prompt
 * cache hits on the next run of the same agent; what changes with each run (time, organization's state) is last.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import type { PromptOrigin } from '../contracts/runs.ts';

export interface PromptPart {
  readonly origin: PromptOrigin;
  readonly title: string;
  readonly text: string;
}

export interface PromptSources {
  readonly platformRules: readonly string[];
  readonly organizationRules: readonly string[];
  readonly spec: AgentSpec;
  readonly agentName: string;
  readonly organization: { readonly name: string; readonly timeZone: string };
  readonly kindInstructions: string;
  readonly now: Date;
}

export function assemblePrompt(sources: PromptSources): PromptPart[] {
  const { spec } = sources;
  const parts: (PromptPart | undefined)[] = [
    rules('platform_rules', 'Rules of the platform (always win)', sources.platformRules),
    rules('organization_rules', 'Rules of the organization', sources.organizationRules),
    rules('agent_rules', 'Rules of this agent', spec.rules),
    { origin: 'persona', title: 'Who you are', text: persona(sources) },
    goals(spec),
    { origin: 'kind_instructions', title: 'Your task', text: instructions(sources) },
    { origin: 'context', title: 'Now', text: now(sources) },
  ];
  return parts.filter((part) => part !== undefined && part.text !== '') as PromptPart[];
}

export function promptText(parts: readonly PromptPart[]): string {
  return parts.map((part) => `# ${part.title}\n${part.text}`).join('\n\n');
}

function rules(origin: PromptOrigin, title: string, texts: readonly string[]): PromptPart | undefined {
  if (texts.length === 0) return undefined;
  return { origin, title, text: texts.map((text, i) => `${i + 1}. ${text}`).join('\n') };
}

function persona({ spec, agentName, organization }: PromptSources): string {
  const { persona } = spec;
  const lines: [string, string][] = [
    ['Name', persona.displayName || agentName],
    ['Organization', organization.name],
    ['Tone', persona.tone],
    ['Voice', persona.voice],
    ['Traits', persona.traits.join(', ')],
    ['Avoid', persona.avoid.join(', ')],
    ['Language', [persona.language, ...persona.additionalLanguages].join(', ')],
    ['Brand voice', persona.brandVoice],
    ['Signature', persona.signature],
  ];
  const facts = lines.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`);
  return [...facts, ...(persona.soulMd === undefined ? [] : ['', persona.soulMd])].join('\n');
}

function goals(spec: AgentSpec): PromptPart | undefined {
  if (spec.goals.length === 0) return undefined;
  const sorted = [...spec.goals].sort((a, b) => a.priority - b.priority);
  const text = sorted.map(
    (goal) => `- ${goal.title}${goal.description === '' ? '' : `: ${goal.description}`}`,
  );
  return { origin: 'goals', title: 'Your goals', text: text.join('\n') };
}

function instructions({ spec, kindInstructions }: PromptSources): string {
  return spec.systemPrompt === '' ? kindInstructions : `${kindInstructions}\n\n${spec.systemPrompt}`;
}

function now({ now, organization }: PromptSources): string {
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: organization.timeZone,
    dateStyle: 'full',
    timeStyle: 'short',
  }).format(now);
  return `${local} (${organization.timeZone})`;
}
