/**
 * The one place that talks to a model, over any OpenAI-compatible chat-completions endpoint.
 * Answers are streamed; nothing here retries (that is Temporal's), and nothing here trusts what comes back.
 */
import OpenAI, { type ClientOptions } from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { Stream } from 'openai/streaming';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { classifyModelError, isOutage, isUnreachable } from '../failures.ts';
import { AnswerReader, type ModelAnswer } from './answer-reader.ts';
import { Breaker, type BreakerOptions } from './breaker.ts';
import { type Patience, Watchdog } from './watchdog.ts';

export interface ModelRequest {
  readonly model: string;
  readonly messages: ChatCompletionCreateParamsStreaming['messages'];
  readonly tools: ChatCompletionCreateParamsStreaming['tools'];
  readonly jsonSchema?: { readonly name: string; readonly schema: Record<string, unknown> };
  readonly temperature?: number;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  readonly onText: (delta: string) => void;
}

export interface ModelClient {
  /** `openai` as the wire format; the true host is in `serverAddress`. */
  readonly provider: string;
  readonly serverAddress: string;
  complete(request: ModelRequest): Promise<ModelAnswer>;
  /** Its circuit or that of the provider is open: a call would not be made now. */
  isPaused(model: string): boolean;
}

type LimitField = 'max_tokens' | 'max_completion_tokens';

export interface ModelClientOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly patience: Patience;
  readonly breaker: BreakerOptions;
  readonly fetch?: ClientOptions['fetch'];
}

export function createModelClient(options: ModelClientOptions): ModelClient {
  const client = new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey,
    maxRetries: 0,
    timeout: options.patience.totalMs,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const models = new Breaker('model', isOutage, options.breaker);
  const providers = new Breaker('provider', isUnreachable, options.breaker);
  const serverAddress = new URL(options.baseUrl).host;
  // OpenAI's newer models refuse the older name; most compatible servers know only that one.
  const limitField = serverAddress === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return {
    provider: providerName(serverAddress),
    serverAddress,
    isPaused: (model) => providers.isPaused(serverAddress) || models.isPaused(model),
    complete: (request) =>
      providers.call(serverAddress, request.signal, () =>
        models.call(request.model, request.signal, () =>
          complete(client, request, { patience: options.patience, limitField }),
        ),
      ),
  };
}

async function complete(
  client: OpenAI,
  request: ModelRequest,
  { patience, limitField }: { patience: Patience; limitField: LimitField },
): Promise<ModelAnswer> {
  const watchdog = new Watchdog(request.signal, patience);
  const reader = new AnswerReader(request.onText);
  try {
    const response = await client.chat.completions
      .create(toBody(request, limitField), { signal: watchdog.signal })
      .asResponse();
    await readResponse(response, reader, watchdog);
    watchdog.check();
    return reader.answer(request.model);
  } catch (error) {
    watchdog.check();
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    reader.reject(problem);
    return reader.answer(request.model);
  } finally {
    watchdog.stop();
  }
}

/** What is wrong with an answer that could not be read. Undefined: it never came, or broke off. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return 'the provider answered something that is not valid JSON';
  if (error instanceof TypeError && classifyModelError(error) === undefined) {
    return 'the provider answered something that does not have the form of a completion';
  }
  return undefined;
}

async function readResponse(response: Response, reader: AnswerReader, watchdog: Watchdog): Promise<void> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('application/json')) {
    // Some servers answer a streaming request in one piece.
    reader.readWhole(await response.json());
    return;
  }
  if (!type.includes('text/event-stream')) {
    await response.body?.cancel();
    reader.reject(`the provider answered ${type || 'without a content type'} instead of a completion`);
    return;
  }
  for await (const chunk of Stream.fromSSEResponse<ChatCompletionChunk>(response, watchdog.controller)) {
    watchdog.alive();
    if (reader.add(chunk) === 'too_large') break;
  }
}

function toBody(request: ModelRequest, limitField: LimitField): ChatCompletionCreateParamsStreaming {
  const { jsonSchema, tools } = request;
  return {
    model: request.model,
    messages: request.messages,
    stream: true,
    stream_options: { include_usage: true },
    [limitField]: request.maxTokens,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(tools === undefined || tools.length === 0 ? {} : { tools }),
    ...(jsonSchema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { ...jsonSchema, strict: true } } }),
  };
}

function providerName(host: string): string {
  const known = ['openai', 'openrouter', 'anthropic', 'groq', 'mistral', 'together'];
  return known.find((name) => host.includes(name)) ?? host;
}
