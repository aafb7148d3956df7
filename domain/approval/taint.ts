/**
 * What outside text in the context means for a call (SPEC 9.5): everything but reading asks a person, unless the
 * organization has said of exactly this tool that it need not. Nothing that a model or an outsider writes can say that.
 */
import type { AgentSpec } from '../agent/agent-spec.ts';
import { callTexts, RECIPIENT_FIELDS } from '../rules/call-texts.ts';

/** `send_message:reply`: unasked only to whoever wrote. */
const REPLY = ':reply';

export interface TaintQuestion {
  readonly toolName: string;
  readonly arguments?: unknown;
  readonly spec: Pick<AgentSpec, 'taintPolicy'>;
  /** Addresses of the contact who wrote to the agent, as the channel knows them. */
  readonly writer?: readonly string[];
}

/** The tool that an entry of a taint policy names, and whether only for answers. */
export function readTaintEntry(entry: string): { readonly tool: string; readonly onlyReply: boolean } {
  return entry.endsWith(REPLY)
    ? { tool: entry.slice(0, -REPLY.length), onlyReply: true }
    : { tool: entry, onlyReply: false };
}

export function replyEntry(tool: string): string {
  return tool + REPLY;
}

/** Whether a tool's arguments, by their JSON Schema, name whom a call goes to: only such a call can answer somebody. */
export function takesRecipient({ properties }: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(Object(properties) as object).some((name) => RECIPIENT_FIELDS.includes(name));
}

/** Why the call need not ask although outside text is in the context; undefined when it must. */
export function taintException(question: TaintQuestion): string | undefined {
  const { toolName, spec } = question;
  const entries = spec.taintPolicy.allow.map(readTaintEntry).filter(({ tool }) => tool === toolName);
  if (entries.some(({ onlyReply }) => !onlyReply))
    return `the agent's taint policy lets ${toolName} go unasked`;
  if (entries.length === 0 || !answersWriter(question)) return undefined;
  return `the agent's taint policy lets ${toolName} answer whoever wrote`;
}

export function taintReason({ toolName, spec }: TaintQuestion): string {
  const onlyReply = spec.taintPolicy.allow.includes(replyEntry(toolName));
  const limit = onlyReply ? `; unasked, ${toolName} may only answer whoever wrote` : '';
  return `text from outside the organization is in the context${limit}`;
}

/** Every recipient must be the writer: an answer with a copy to somebody else is none. */
function answersWriter({ arguments: args, writer = [] }: TaintQuestion): boolean {
  const { recipients } = callTexts(args);
  const known = writer.map(comparable);
  return recipients.length > 0 && recipients.every((recipient) => known.includes(comparable(recipient)));
}

/** Phone numbers without their spacing, e-mail addresses in lower case. */
function comparable(address: string): string {
  const text = address.trim().toLowerCase();
  return text.includes('@') ? text : text.replaceAll(/[\s().\-/]/g, '');
}

/**
 * What somebody outside wrote to the agent, and where whoever wrote it can be reached. Where another agent handed the
 * input on, its model chose those addresses: they are nobody's who wrote.
 */
export function writtenBy(
  input: Readonly<Record<string, unknown>>,
  { handedOn }: { readonly handedOn: boolean },
): { readonly inbound: string; readonly writer: readonly string[] } {
  return { inbound: callTexts(input).text, writer: handedOn ? [] : writerAddresses(input) };
}

function writerAddresses(input: Readonly<Record<string, unknown>>): string[] {
  const { phone, email } = Object(input['contact']) as Readonly<Record<string, unknown>>;
  return [phone, email].filter((address) => typeof address === 'string' && address.trim() !== '') as string[];
}
