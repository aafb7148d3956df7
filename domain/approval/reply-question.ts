/**
 * A request for a decision as a message on a channel. An approval is about exact arguments, so the message either shows
 * all of them or cannot be answered with yes.
 */
import { withHiddenShown } from '../prompt/hidden-characters.ts';

export interface ReplyQuestion {
  /** What it is about: a first request, a reminder … */
  readonly opening: string;
  readonly agentName: string;
  readonly toolName: string;
  readonly arguments: unknown;
  readonly reason: string;
  readonly taint: boolean;
  readonly expiresAt: Date;
  readonly timeZone: string;
  readonly inboxUrl: string;
  /** Null where none can be made: the message then leads to the inbox only. */
  readonly code: string | null;
  /** Why the receiver may not approve it, though they may reject it. */
  readonly obstacle: string | undefined;
}

/** Messages of more than 1600 characters are refused by the networks that carry them. */
const MOST_ARGUMENTS = 700;
const MOST_NAME = 60;
const MOST_REASON = 300;

export function writeQuestion(question: ReplyQuestion): {
  readonly text: string;
  readonly mayApprove: boolean;
} {
  const { opening, agentName, toolName, taint, obstacle } = question;
  const shown = showArguments(question.arguments);
  const mayApprove = shown.isWhole && obstacle === undefined;
  const lines = [
    `${opening}: ${oneLine(agentName, MOST_NAME)} wants to use ${toolName}.`,
    ...shown.lines,
    `Why you are asked: ${oneLine(question.reason, MOST_REASON)}`,
    ...(taint ? ['Caution: the agent has read text from outside your organization.'] : []),
    `It counts as rejected at ${localTime(question.expiresAt, question.timeZone)}.`,
    ...howToAnswer(question, { mayApprove, isWhole: shown.isWhole }),
  ];
  return { text: lines.join('\n'), mayApprove };
}

function howToAnswer(
  { code, inboxUrl, obstacle }: ReplyQuestion,
  { mayApprove, isWhole }: { mayApprove: boolean; isWhole: boolean },
): string[] {
  const inbox = `Inbox: ${inboxUrl}`;
  if (code === null) return [`Decide in the inbox. ${inbox}`];
  if (mayApprove) return [`Reply YES ${code} or NO ${code} and your reason. ${inbox}`];
  const why = isWhole
    ? (obstacle ?? '')
    : 'Not everything is shown here, so it can be approved in the inbox only.';
  return [`${why} Reply NO ${code} and your reason to reject it. ${inbox}`];
}

/** `Sat, 21 Nov 2026, 18:00 (Europe/Berlin)` */
export function localTime(time: Date, timeZone: string): string {
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);
  return `${local} (${timeZone})`;
}

/**
 * One line for each, as JSON: a line break in a text of somebody else cannot pass for a line of ours. What nobody would
 * see stands there by its number, for whoever approves must have seen everything.
 */
function showArguments(args: unknown): { readonly lines: string[]; readonly isWhole: boolean } {
  const entries =
    typeof args === 'object' && args !== null && !Array.isArray(args) ? Object.entries(args) : [];
  const named = entries.length > 0 ? entries : [['arguments', args] as const];
  const whole = named
    .map(([name, value]) => `- ${withHiddenShown(`${nameText(name)}: ${JSON.stringify(value)}`)}`)
    .join('\n');
  if (whole.length <= MOST_ARGUMENTS) return { lines: [whole], isWhole: true };
  return { lines: [`${cut(whole, MOST_ARGUMENTS)}… (full text in the inbox)`], isWhole: false };
}

function nameText(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}

function oneLine(text: string, most: number): string {
  const line = withHiddenShown(text.replaceAll(/\s+/g, ' ').trim());
  return line.length <= most ? line : `${cut(line, most)}…`;
}

/** Not in the middle of a character. */
function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
