/** System events in words. */
import type { SystemEvent } from '../../../../domain/contracts/log-entries.ts';
import type { LogEntryBody } from '../../api/types.ts';
import { words } from '../../ui/format.ts';
import { doorText } from '../door-text.ts';

export type SystemEntry = Extract<LogEntryBody, { kind: 'system_event' }>;

const TITLES: Readonly<Record<SystemEvent, string>> = {
  run_started: 'The run started',
  rules_applied: 'Rules applied',
  skills_left_out: 'Skills were left out of the prompt',
  state_changed: 'State changed',
  approval_requested: 'Asked for approval',
  approval_first_approved: 'Approved by the first of two people',
  approval_reminded: 'The approvers were reminded',
  approval_escalated: 'Escalated: nobody had decided',
  approval_decided: 'Decided',
  model_output_rejected: 'The model’s answer could not be used',
  effect_unknown: 'The outcome of an action is unknown',
  delegated: 'Handed to another agent',
  limit_reached: 'A limit was reached',
  budget_exceeded: 'There is no room in a budget',
  budget_alert: 'A budget is being used up',
  continued_as_new: 'The history was continued in a new one',
};

/** Who an actor such as `key:key_…` is, in words. */
type NameOf = (actor: string) => string;

export function eventText(entry: SystemEntry, nameOf: NameOf): string {
  const tool = entry.data?.toolName;
  const what = typeof tool === 'string' ? ` (${tool})` : '';
  if (entry.event === 'state_changed') return changeText(entry);
  if (entry.event === 'approval_decided') return `${decisionText(entry, nameOf)}${what}${because(entry)}`;
  if (entry.event === 'approval_first_approved')
    return `${TITLES[entry.event]}${byWhom(entry, nameOf)}${what}`;
  if (entry.event === 'run_started') return startText(entry);
  if (entry.event === 'rules_applied') return `${TITLES.rules_applied}: ${rulesOf(entry).length}`;
  return `${TITLES[entry.event]}${what}${because(entry)}`;
}

function startText({ data }: SystemEntry): string {
  const outside = data?.outsideText;
  return Array.isArray(outside)
    ? `${TITLES.run_started} with text from outside: ${outside.map(textOf).join(', ')}`
    : TITLES.run_started;
}

function changeText(entry: SystemEntry): string {
  return `From ${words(entry.prevState ?? '?')} to ${words(entry.newState ?? '?')}${because(entry)}`;
}

function decisionText(entry: SystemEntry, nameOf: NameOf): string {
  const word = words(entry.newState ?? 'decided');
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${byWhom(entry, nameOf)}`;
}

function byWhom({ data }: SystemEntry, nameOf: NameOf): string {
  const { decidedBy, decidedVia, firstApprovedBy } = data ?? {};
  const first = typeof firstApprovedBy === 'string' ? ` by ${nameOf(firstApprovedBy)} and` : '';
  const who = typeof decidedBy === 'string' ? `${first} by ${nameOf(decidedBy)}` : '';
  const via = typeof decidedVia === 'string' && decidedVia !== decidedBy ? ` ${doorText(decidedVia)}` : '';
  return who + via;
}

function because({ reason }: SystemEntry): string {
  return reason === undefined || reason === '' ? '' : `: ${words(reason)}`;
}

export interface AppliedRule {
  readonly tier: string;
  readonly text: string;
}

/** The rules that a run started with, as its log has them. */
export function rulesOf(entry: SystemEntry): AppliedRule[] {
  const rules = entry.data?.rules;
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: Record<string, unknown>) => ({
    tier: textOf(rule.tier),
    text: textOf(rule.text) || words(textOf(rule.key)),
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
