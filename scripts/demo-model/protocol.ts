import type { JsonObject } from './json.ts';

export interface ToolCall {
  id: string;
  name: string;
  /** As the model wrote it: text that should be JSON. */
  arguments: string;
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string;
  toolCalls: ToolCall[];
  toolCallId: string;
}

export interface OfferedTool {
  name: string;
  description: string;
  parameters: JsonObject;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };
export type ResponseFormat =
  { type: 'text' } | { type: 'json_object' } | { type: 'json_schema'; schema: JsonObject };

export interface ChatRequest {
  model: string;
  messages: Message[];
  tools: OfferedTool[];
  /** The offered tools as text: part of the prompt that is counted and cached. */
  toolsText: string;
  toolChoice: ToolChoice;
  responseFormat: ResponseFormat;
  stream: boolean;
  includeUsage: boolean;
  maxTokens: number | null;
}

export interface Reply {
  text: string | null;
  toolCalls: ToolCall[];
  finishReason: string;
  /** Overrides the estimate field by field; null leaves usage out. */
  usage?: JsonObject | null;
  emptyChoices?: boolean;
}

/** An error the way the OpenAI API words it. */
export class ProviderError extends Error {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;

  constructor(
    status: number,
    message: string,
    detail: { type?: string; code?: string | null; param?: string } = {},
  ) {
    super(message);
    this.status = status;
    this.type = detail.type ?? errorType(status);
    this.code = detail.code ?? null;
    this.param = detail.param ?? null;
  }

  body(): JsonObject {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } };
  }
}

function errorType(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

export function invalid(message: string, param: string, code: string | null = null): ProviderError {
  return new ProviderError(400, message, { param, code });
}
