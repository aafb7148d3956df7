import { isObject, objectAt, parseJson, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { invalid } from './protocol.ts';
import type { ChatRequest, ResponseFormat, ToolChoice } from './protocol.ts';
import { readMessages } from './read-messages.ts';
import { readTools, requireStrictSchema } from './read-tools.ts';

/** Parses and checks a chat-completions body the way a provider does; throws ProviderError (400). */
export function readRequest(raw: string): ChatRequest {
  const body = parseJson(raw);
  if (!isObject(body)) {
    throw invalid('We could not parse the JSON body of your request. Send one JSON object.', 'body');
  }
  const tools = readTools(body.tools);
  const stream = flag(body.stream, 'stream');
  return {
    model: readModel(body.model),
    messages: readMessages(body.messages),
    tools,
    toolsText: tools.length === 0 ? '' : JSON.stringify(body.tools),
    toolChoice: readToolChoice(
      body.tool_choice,
      tools.map((tool) => tool.name),
    ),
    responseFormat: readResponseFormat(body.response_format),
    stream,
    includeUsage: readIncludeUsage(body.stream_options, stream),
    maxTokens: readLimits(body),
  };
}

function readModel(value: unknown): string {
  if (typeof value !== 'string' || value === '')
    throw invalid('You must provide a model parameter.', 'model');
  return value;
}

function flag(value: unknown, param: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalid(`'${param}' must be true or false.`, param);
  return value;
}

function readIncludeUsage(value: unknown, stream: boolean): boolean {
  if (value === undefined || value === null) return false;
  if (!stream) {
    throw invalid("'stream_options' is only allowed when 'stream' is true.", 'stream_options');
  }
  if (!isObject(value)) throw invalid("'stream_options' must be an object.", 'stream_options');
  return flag(value.include_usage, 'stream_options.include_usage');
}

function readToolChoice(value: unknown, offered: string[]): ToolChoice {
  const given = value ?? 'auto';
  if (given === 'auto' || given === 'none') return given;
  if (offered.length === 0) {
    throw invalid("'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice');
  }
  if (given === 'required') return given;
  const named = textAt(objectAt(given, 'function'), 'name');
  if (offered.includes(named)) return { name: named };
  throw invalid("'tool_choice' must be none, auto, required or name an offered function.", 'tool_choice');
}

function readResponseFormat(value: unknown): ResponseFormat {
  const given = value ?? { type: 'text' };
  const type = isObject(given) ? given.type : undefined;
  if (type === 'text' || type === 'json_object') return { type };
  if (type === 'json_schema') return { type, schema: readJsonSchema(objectAt(given, 'json_schema')) };
  throw invalid("'response_format.type' must be text, json_object or json_schema.", 'response_format');
}

function readJsonSchema({ name, schema, strict }: JsonObject): JsonObject {
  const at = 'response_format.json_schema';
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    throw invalid(`'${at}.name' must match ^[a-zA-Z0-9_-]{1,64}$.`, `${at}.name`);
  }
  if (!isObject(schema)) throw invalid(`'${at}.schema' must be a JSON schema object.`, `${at}.schema`);
  if (strict === true) requireStrictSchema(schema, `response_format '${name}'`, 'response_format');
  return schema;
}

function readLimits(body: JsonObject): number | null {
  numberWithin(body.temperature, 'temperature', 0, 2);
  numberWithin(body.top_p, 'top_p', 0, 1);
  if (body.n !== undefined && body.n !== null && body.n !== 1) {
    throw invalid("Only 'n': 1 is supported by this model.", 'n');
  }
  const param = body.max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens';
  const limit = body[param];
  if (limit === undefined || limit === null) return null;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    throw invalid(`'${param}' must be an integer of at least 1.`, param);
  }
  return limit;
}

function numberWithin(value: unknown, param: string, low: number, high: number): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number' || value < low || value > high) {
    throw invalid(`'${param}' must be a number from ${String(low)} to ${String(high)}.`, param);
  }
}
