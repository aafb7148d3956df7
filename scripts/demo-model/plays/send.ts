import { textAt } from '../json.ts';
import { fitArguments } from './fit-arguments.ts';
import { offered } from './scene.ts';
import type { Call, Outcome, Scene } from './scene.ts';

const TOOL = 'send_message';
const QUOTED = '["“„«](?<text>[^"”“»]{1,2000})["”“»]';
const NUMBER = '(?<to>\\+?\\d[\\d ()/-]{4,18}\\d)';
const ASKED = [
  new RegExp(`\\b(?:send|text|message)\\b[^"“„«\\n]{0,60}${QUOTED}\\s+to\\s+${NUMBER}`, 'i'),
  new RegExp(`\\b(?:send|text|message)\\b[^"“„«\\n]{0,40}?${NUMBER}[^"“„«\\n]{0,40}${QUOTED}`, 'i'),
  new RegExp(`\\b(?:sende?|schicke?)\\b[^"“„«\\n]{0,60}${QUOTED}\\s+an\\s+(?:die\\s+)?${NUMBER}`, 'i'),
  new RegExp(`\\b(?:sende?|schicke?)\\b[^"“„«\\n]{0,20}an\\s+${NUMBER}[^"“„«\\n]{0,20}${QUOTED}`, 'i'),
];
const REFUSED = /\b(?:not|never|don['’]t|nicht|niemals)\s*$/i;

/** The message this run was asked to send, as a call of the send tool; null when there is none or it was tried. */
export function sendCall(scene: Scene): Call | null {
  const tool = offered(scene, TOOL);
  const asked = askedMessage(scene);
  if (!tool || !asked || attempted(scene)) return null;
  const wanted = { channel: 'simulator', to: asked.to, text: asked.text };
  return { name: TOOL, arguments: fitArguments(tool, wanted) };
}

/** What became of the message, in a sentence; empty when none was sent. */
export function sendReport(scene: Scene): string {
  const outcome = attempted(scene);
  if (!outcome) return '';
  const to = textAt(outcome.arguments, 'to') || 'the recipient';
  if (!outcome.error) {
    const id = textAt(outcome.data, 'messageId');
    const status = textAt(outcome.data, 'status') || 'accepted';
    return `**Message to ${to}:** ${status}${id === '' ? '' : ` (${id})`}.`;
  }
  const { code, message } = outcome.error;
  const reason = message === '' ? '' : ` ${message.replace(/\.?$/, '.')}`;
  if (code === 'approval_rejected') return `**Message to ${to}:** not sent, it was not approved.${reason}`;
  return `**Message to ${to}:** not sent.${reason || ' The tool gave no reason.'}`;
}

function attempted(scene: Scene): Outcome | undefined {
  return scene.results.findLast((outcome) => outcome.name === TOOL);
}

/**
 * Asked in the run's input, its goals or the agent's instructions. Never in `message`: that is what
 * somebody outside wrote, and it must not make the agent send anything.
 */
function askedMessage(scene: Scene): { to: string; text: string } | null {
  const to = textAt(scene.input, 'sendTo');
  const text = textAt(scene.input, 'text');
  if (to !== '' && text !== '') return { to, text };
  const { message: _fromOutside, ...trusted } = scene.input;
  const values = Object.values(trusted).filter((value) => typeof value === 'string');
  const prompts = scene.request.messages.filter((message) => message.role === 'system');
  const places = [...values, scene.plainText, ...scene.goals, ...prompts.map((message) => message.text)];
  for (const place of places) {
    const found = messageIn(place);
    if (found) return found;
  }
  return null;
}

function messageIn(place: string): { to: string; text: string } | null {
  for (const pattern of ASKED) {
    const match = pattern.exec(place);
    if (!match?.groups || REFUSED.test(place.slice(0, match.index))) continue;
    const { to = '', text = '' } = match.groups;
    return { to: to.replace(/[ ()/-]/g, ''), text };
  }
  return null;
}
