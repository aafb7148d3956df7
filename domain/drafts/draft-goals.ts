/** The goals that carry what was asked for: an agent's spec is all that a run knows of the conversation. */
import type { AgentSpec } from '../agent/agent-spec.ts';
import type { DraftConfig } from './understand.ts';

type Goals = AgentSpec['goals'];

interface Request {
  readonly kind: string;
  readonly config: DraftConfig;
  readonly channelText: string | undefined;
  /** The first sentence; follow-ups change what it led to. */
  readonly text: string | undefined;
}

const REQUEST = 'Do what was asked for';
const SECTIONS = 'Report on these sections only';
const DELIVERY = 'Bring it to its readers';
const LONGEST_REQUEST = 500;
const MOST_GOALS = 20;

export function withRequest(goals: Goals, { kind, config, channelText, text }: Request): Goals {
  const request =
    text === undefined ? goals.find(({ title }) => title === REQUEST)?.description : shorten(text);
  const sections =
    kind === 'custom_report' && config.sections.length > 0 ? config.sections.join(', ') : undefined;
  const own = [
    goal(REQUEST, request, 1),
    goal(SECTIONS, sections, 1),
    goal(DELIVERY, delivery(config, channelText), 2),
  ].filter((item) => item !== undefined);
  const rest = goals.filter(({ title }) => ![REQUEST, SECTIONS, DELIVERY].includes(title));
  return [...own, ...rest].slice(0, MOST_GOALS);
}

function goal(title: string, description: string | undefined, priority: number): Goals[number] | undefined {
  return description === undefined ? undefined : { title, description, priority };
}

function delivery({ recipients }: DraftConfig, channelText: string | undefined): string | undefined {
  if (recipients.length === 0 && channelText === undefined) return undefined;
  const by = channelText === undefined ? '' : ` by ${channelText}`;
  const to = recipients.length === 0 ? '' : ` to ${recipients.join(', ')}`;
  return `Send the result${by}${to}.`;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST_REQUEST ? line : `${line.slice(0, LONGEST_REQUEST - 1).trimEnd()}…`;
}
