import { isObject, parseJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { invalid } from './protocol.ts';
import type { Message, ToolCall } from './protocol.ts';

const ROLES = new Map<unknown, Message['role']>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['assistant', 'assistant'],
  ['tool', 'tool'],
]);

/** Reads the conversation and checks that every tool call is answered right after it, once. */
export function readMessages(value: unknown): Message[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid("'messages' must be a non-empty array.", 'messages');
  }
  const messages = value.map(readMessage);
  requireAnswers(messages);
  return messages;
}

function readMessage(value: unknown, index: number): Message {
  const at = `messages[${String(index)}]`;
  const role = isObject(value) ? ROLES.get(value.role) : undefined;
  if (!isObject(value) || role === undefined) {
    const message = `'${at}.role' must be one of system, developer, user, assistant, tool.`;
    throw invalid(message, `${at}.role`);
  }
  const toolCalls = role === 'assistant' ? readToolCalls(value.tool_calls, at) : [];
  const text = readContent(value.content, at, role === 'assistant');
  if (role === 'assistant' && text === null && toolCalls.length === 0) {
    throw invalid(`'${at}' needs 'content' or 'tool_calls'.`, `${at}.content`);
  }
  return { role, text: text ?? '', toolCalls, toolCallId: readToolCallId(value, role, at) };
}

function readToolCallId(value: JsonObject, role: Message['role'], at: string): string {
  if (role !== 'tool') return '';
  if (typeof value.tool_call_id !== 'string' || value.tool_call_id === '') {
    throw invalid(`'${at}.tool_call_id' is missing.`, `${at}.tool_call_id`);
  }
  return value.tool_call_id;
}

function readContent(value: unknown, at: string, mayBeNull: boolean): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((part) => readPart(part, at)).join('');
  if ((value === null || value === undefined) && mayBeNull) return null;
  throw invalid(`'${at}.content' must be a string or an array of content parts.`, `${at}.content`);
}

function readPart(part: unknown, at: string): string {
  if (isObject(part) && part.type === 'text' && typeof part.text === 'string') return part.text;
  if (isObject(part) && part.type === 'refusal' && typeof part.refusal === 'string') return part.refusal;
  throw invalid(`'${at}.content' has a part this model cannot read; it reads text only.`, `${at}.content`);
}

function readToolCalls(value: unknown, at: string): ToolCall[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid(`'${at}.tool_calls' must be a non-empty array.`, `${at}.tool_calls`);
  }
  return value.map((call, index) => readToolCall(call, `${at}.tool_calls[${String(index)}]`));
}

function readToolCall(value: unknown, at: string): ToolCall {
  const fn = isObject(value) && value.type === 'function' ? value.function : undefined;
  if (!isObject(value) || typeof value.id !== 'string' || value.id === '' || !isObject(fn)) {
    throw invalid(`'${at}' must be {id, type: "function", function: {name, arguments}}.`, at);
  }
  return { id: value.id, ...readFunction(fn, `${at}.function`) };
}

function readFunction(fn: JsonObject, at: string): { name: string; arguments: string } {
  if (typeof fn.name !== 'string' || !/^[\w-]{1,64}$/.test(fn.name)) {
    throw invalid(`'${at}.name' must match ^[a-zA-Z0-9_-]{1,64}$.`, `${at}.name`);
  }
  if (typeof fn.arguments !== 'string' || parseJson(fn.arguments) === undefined) {
    throw invalid(`'${at}.arguments' must be valid JSON text.`, `${at}.arguments`);
  }
  return { name: fn.name, arguments: fn.arguments };
}

function requireAnswers(messages: Message[]): void {
  let open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const at = `messages[${String(index)}]`;
    if (message.role === 'tool') {
      if (!open.delete(message.toolCallId)) {
        const text = `Invalid parameter: '${at}' with role 'tool' must answer a preceding 'tool_calls' entry, once; '${message.toolCallId}' is not open.`;
        throw invalid(text, `${at}.tool_call_id`);
      }
      continue;
    }
    requireNoneOpen(open, at);
    open = idsOf(message, at);
  }
  requireNoneOpen(open, 'messages');
}

function idsOf(message: Message, at: string): Set<string> {
  const ids = new Set(message.toolCalls.map((call) => call.id));
  if (ids.size !== message.toolCalls.length) {
    throw invalid(`'${at}.tool_calls' has duplicate ids.`, `${at}.tool_calls`);
  }
  return ids;
}

function requireNoneOpen(open: Set<string>, at: string): void {
  if (open.size === 0) return;
  const missing = [...open].join(', ');
  const text = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${missing}`;
  throw invalid(text, at);
}
