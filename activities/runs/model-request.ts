/** What a model is asked: messages, tools and form of the answer, and how many bytes that is at most. */
import { z } from 'zod';
import { promptText } from '../../domain/prompt/assemble.ts';
import type { Tool } from '../../tools/define-tool.ts';
import { toMessages } from '../model/conversation.ts';
import type { ModelRequest } from '../model/model-client.ts';
import { offeredTools } from './judge-answer.ts';
import { inputMessage } from './prepare.ts';
import type { AnswerMode } from './record-answer.ts';
import type { RunState } from './run-session.ts';

const DEFAULT_MAX_TOKENS = 4096;

export type AskedRequest = Omit<ModelRequest, 'model' | 'signal' | 'onText'> & {
  /** Of the request as JSON in UTF-8: no tokenizer makes more tokens of it. */
  readonly bytes: number;
  readonly promptLength: number;
};

export function requestOf(state: RunState, mode: AnswerMode): AskedRequest {
  const { kind, spec } = state;
  const messages = toMessages(promptText(state.prompt), inputMessage(state), state.steps, state.run.turns);
  const tools = mode === 'fallback' ? [] : offeredTools(spec, state.tools).map(toolSchema);
  const wantsJson = mode === 'normal' && kind.outputFormat === 'json' && kind.modelOutput !== undefined;
  const form = wantsJson ? { jsonSchema: { name: kind.name, schema: jsonSchemaOf(kind.modelOutput) } } : {};
  const prompt = JSON.stringify(messages);
  return {
    messages,
    tools,
    ...form,
    ...(spec.model.temperature === undefined ? {} : { temperature: spec.model.temperature }),
    maxTokens: spec.model.maxTokens ?? DEFAULT_MAX_TOKENS,
    bytes: Buffer.byteLength(prompt) + Buffer.byteLength(JSON.stringify({ tools, ...form })),
    promptLength: prompt.length,
  };
}

/** Of what a tool takes: as its MCP server says, or from its own schema. Names alone do not tell: organizations share them. */
function toolSchema({ name, description, input, inputSchema }: Tool) {
  const parameters = { ...(inputSchema ?? jsonSchemaOf(input)) };
  return { type: 'function' as const, function: { name, description, parameters } };
}

const jsonSchemas = new WeakMap<z.ZodType, Record<string, unknown>>();

function jsonSchemaOf(schema: z.ZodType | undefined): Record<string, unknown> {
  if (schema === undefined) return {};
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  jsonSchemas.set(schema, made);
  return made;
}
