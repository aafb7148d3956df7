/**
 * Spans of a run by OpenTelemetry's GenAI conventions (github.com/open-telemetry/semantic-conventions-genai,
 * status: development). The names live here and nowhere else. Exporting is decided by worker/telemetry.ts;
 * without an exporter the API's own no-op tracer makes this free.
 */
import { context, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';

export const GENAI = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  agentId: 'gen_ai.agent.id',
  agentName: 'gen_ai.agent.name',
  conversationId: 'gen_ai.conversation.id',
  toolName: 'gen_ai.tool.name',
  toolCallId: 'gen_ai.tool.call.id',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  finishReasons: 'gen_ai.response.finish_reasons',
  serverAddress: 'server.address',
  errorType: 'error.type',
} as const;

export interface SpanOptions {
  readonly name: string;
  /** 32 hex digits; the run's own trace id. */
  readonly traceId: string;
  /** 16 hex digits: the span of the log entry this one belongs under. */
  readonly parentSpanId: string;
  readonly kind?: 'client' | 'internal';
  readonly attributes: Record<string, string | number | string[]>;
}

export interface Telemetry {
  inSpan<T>(
    options: SpanOptions,
    work: (set: (attributes: SpanOptions['attributes']) => void) => Promise<T>,
  ): Promise<T>;
}

export function createTelemetry(): Telemetry {
  const tracer = trace.getTracer('steward', '0.1.0');
  return {
    inSpan: (options, work) => {
      const parent = trace.setSpanContext(context.active(), {
        traceId: options.traceId,
        spanId: options.parentSpanId,
        traceFlags: TraceFlags.SAMPLED,
        isRemote: true,
      });
      const kind = options.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL;
      return tracer.startActiveSpan(options.name, { kind, attributes: options.attributes }, parent, (span) =>
        finish(span, work),
      );
    },
  };
}

async function finish<T>(
  span: Span,
  work: (set: (attributes: SpanOptions['attributes']) => void) => Promise<T>,
) {
  try {
    return await work((attributes) => span.setAttributes(attributes));
  } catch (error) {
    const type = error instanceof Error ? error.name : 'unknown';
    span.setAttribute(GENAI.errorType, type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: type });
    throw error;
  } finally {
    span.end();
  }
}
