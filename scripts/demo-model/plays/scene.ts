import { findJson, isObject, objectAt, parseJson, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ChatRequest, Message, OfferedTool } from '../protocol.ts';

export interface Call {
  name: string;
  arguments: JsonObject;
}

/** A tool call of this conversation with what came back. */
export interface Outcome extends Call {
  /** The result as an object; empty when the tool failed. */
  data: JsonObject;
  error: { code: string; message: string } | null;
}

/** What a play can see of the conversation it is asked to continue. */
export interface Scene {
  request: ChatRequest;
  kind: string;
  organization: string;
  input: JsonObject;
  /** The first user message when it was not JSON. */
  plainText: string;
  goals: string[];
  results: Outcome[];
}

export interface Play {
  /** Tools to read before anything is answered. */
  reads: (scene: Scene) => Call[];
  /** What to do with what was read, turn by turn until nothing is left to do. */
  acts?: (scene: Scene) => Call[];
  answer: (scene: Scene) => string;
}

export function readScene(request: ChatRequest): Scene {
  const system = request.messages.filter((message) => message.role === 'system');
  const prompt = system.map((message) => message.text).join('\n');
  const first = request.messages.find((message) => message.role === 'user')?.text ?? '';
  const told = toldIn(first);
  const input = isObject(told) && isObject(told.input) ? told.input : isObject(told) ? told : {};
  const goals: unknown = isObject(told) ? told.goals : undefined;
  return {
    request,
    kind: lineOf(prompt, 'Kind'),
    organization: lineOf(prompt, 'Organization'),
    input,
    plainText: isObject(told) ? '' : first,
    goals: Array.isArray(goals) ? goals.filter((goal) => typeof goal === 'string') : [],
    results: outcomesOf(request.messages),
  };
}

/** What the first message says in JSON: in one piece, or in several of a line each. */
function toldIn(text: string): unknown {
  const whole = findJson(text);
  if (whole !== undefined) return whole;
  const pieces = text.split('\n').map(parseJson).filter(isObject);
  return pieces.length > 0 ? Object.assign({}, ...pieces) : undefined;
}

export function offered(scene: Scene, name: string): OfferedTool | undefined {
  return scene.request.tools.find((tool) => tool.name === name);
}

/** The newest result of a tool that worked, or undefined. */
export function resultOf(scene: Scene, name: string): JsonObject | undefined {
  return scene.results.findLast((outcome) => outcome.name === name && outcome.error === null)?.data;
}

function lineOf(prompt: string, label: string): string {
  return new RegExp(`^[\\s*#-]*${label}:[*\\s]*(.+?)[\\s*]*$`, 'im').exec(prompt)?.[1] ?? '';
}

function outcomesOf(messages: Message[]): Outcome[] {
  const calls = new Map<string, Call>();
  const outcomes: Outcome[] = [];
  for (const message of messages) {
    for (const call of message.toolCalls) {
      const parsed = parseJson(call.arguments);
      calls.set(call.id, { name: call.name, arguments: isObject(parsed) ? parsed : {} });
    }
    const call = message.role === 'tool' ? calls.get(message.toolCallId) : undefined;
    if (call) outcomes.push(outcomeOf(call, message.text));
  }
  return outcomes;
}

function outcomeOf(call: Call, content: string): Outcome {
  const found = findJson(content);
  const data = isObject(found) ? found : { text: content };
  const failed = objectAt(data, 'error');
  const words = textAt(data, 'error');
  if (Object.keys(failed).length === 0 && words === '') return { ...call, data, error: null };
  const error = { code: textAt(failed, 'code'), message: textAt(failed, 'message') || words };
  return { ...call, data: {}, error };
}
