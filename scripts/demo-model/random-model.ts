import type { ChatRequest } from './protocol.ts';
import { Random } from './random.ts';
import { valueFor } from './schema-values.ts';
import type { ModelReply } from './demo-model.ts';

const TOOL_TURNS = 2;
const MOST_CALLS = 2;

/**
 * Plays without understanding: random offered tools with valid arguments, then a random valid answer.
 * The request's hash is the seed, so a repeated request gets the same reply. Texts hold no digits,
 * because an invented number would not be random but wrong.
 */
export function randomReply(request: ChatRequest, promptHash: number): ModelReply {
  const random = new Random(promptHash);
  const turns = request.messages.filter((message) => message.toolCalls.length > 0).length;
  const { toolChoice } = request;
  const mustCall = toolChoice === 'required' || typeof toolChoice === 'object';
  const mayCall = request.tools.length > 0 && toolChoice !== 'none' && turns < TOOL_TURNS;
  const count = mustCall ? 1 : mayCall ? random.integer(0, MOST_CALLS) : 0;
  if (count > 0) {
    const named = typeof toolChoice === 'object' ? toolChoice.name : undefined;
    const offered = request.tools.filter((tool) => named === undefined || tool.name === named);
    return { calls: Array.from({ length: count }, () => randomCall(offered, random)) };
  }
  const { responseFormat } = request;
  if (responseFormat.type === 'json_schema') {
    return { text: JSON.stringify(valueFor(responseFormat.schema, random)) };
  }
  if (responseFormat.type === 'json_object') return { text: JSON.stringify({ answer: random.words(6) }) };
  const sentences = Array.from(
    { length: random.integer(1, 4) },
    () => `${random.words(random.integer(3, 12))}.`,
  );
  return { text: sentences.join(' ') };
}

function randomCall(
  offered: ChatRequest['tools'],
  random: Random,
): { name: string; arguments: Record<string, unknown> } {
  const tool = random.pick(offered);
  return { name: tool.name, arguments: valueFor(tool.parameters, random) as Record<string, unknown> };
}
