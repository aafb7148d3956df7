import OpenAI from 'openai';
import { startDemoModel } from '../../../scripts/demo-model/server.ts';
import type { DemoModelOptions } from '../../../scripts/demo-model/server.ts';

export interface RecordedRequest {
  time: string;
  model: string;
  turn: number | null;
  attempt: number | null;
  status: number | null;
  completed: boolean;
  aborted: boolean;
  body: OpenAI.ChatCompletionCreateParams | null;
}

export interface Door {
  url: string;
  client: OpenAI;
  post: (path: string, body: unknown) => Promise<Response>;
  script: (body: unknown) => Promise<string>;
  recorded: (model: string) => Promise<RecordedRequest[]>;
  close: () => Promise<void>;
}

/** A running demo model with the real client and the doors the tests use. */
export async function openDoor(options: DemoModelOptions = {}): Promise<Door> {
  const server = await startDemoModel(options);
  const root = server.url.replace(/\/v1$/, '');
  const apiKey = options.apiKey ?? 'any';
  const client = new OpenAI({ baseURL: server.url, apiKey, maxRetries: 0, timeout: 10_000 });
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(root + path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { authorization: `Bearer ${apiKey}` },
    });
  return {
    url: server.url,
    client,
    post,
    script: async (body) => ((await (await post('/demo/scripts', body)).json()) as { model: string }).model,
    recorded: async (model) => {
      const response = await fetch(`${root}/demo/requests?model=${model}`);
      return ((await response.json()) as { requests: RecordedRequest[] }).requests;
    },
    close: server.close,
  };
}

export interface Streamed {
  text: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  finishReason: string | null;
  usage: OpenAI.CompletionUsage | null;
  textChunks: number;
}

/** Collects a stream the way a client does. */
export async function collect(stream: AsyncIterable<OpenAI.ChatCompletionChunk>): Promise<Streamed> {
  const got: Streamed = { text: '', toolCalls: [], finishReason: null, usage: null, textChunks: 0 };
  for await (const chunk of stream) {
    got.usage = chunk.usage ?? got.usage;
    const choice = chunk.choices[0];
    if (!choice) continue;
    got.finishReason = choice.finish_reason ?? got.finishReason;
    got.text += choice.delta.content ?? '';
    if (choice.delta.content) got.textChunks += 1;
    for (const part of choice.delta.tool_calls ?? []) addCallPart(got, part);
  }
  return got;
}

function addCallPart(got: Streamed, part: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall): void {
  const call = (got.toolCalls[part.index] ??= { id: '', name: '', arguments: '' });
  call.id += part.id ?? '';
  call.name += part.function?.name ?? '';
  call.arguments += part.function?.arguments ?? '';
}

export function tool(
  name: string,
  properties: Record<string, unknown> = {},
): OpenAI.ChatCompletionFunctionTool {
  const parameters = { type: 'object', properties, additionalProperties: false };
  return { type: 'function', function: { name, description: name.replaceAll('_', ' '), parameters } };
}

export const user = (content: string): OpenAI.ChatCompletionMessageParam => ({ role: 'user', content });
