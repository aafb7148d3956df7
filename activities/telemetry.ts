/**
 * Spans of a run by OpenTelemetry's GenAI conventions (github.com/open-telemetry/semantic-conventions-genai,
 * status: development). The names live here and nowhere else. Exporting is decided by worker/telemetry.ts;
 * without an exporter the API's own no-op tracer makes this free.
 */
import { Context } from '@temporalio/activity';
import {
  type Context as TraceContext,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

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

type Attributes = Record<string, string | number | string[]>;

interface SpanIds {
  /** 32 hex digits; the run's own trace id. */
  readonly traceId: string;
  /** 16 hex digits, as the timeline has them: whoever reads a log entry finds its span. Default: any. */
  readonly spanId?: string;
}

export interface SpanOptions extends SpanIds {
  readonly name: string;
  /** The span of the log entry this one belongs under. */
  readonly parentSpanId: string;
  readonly kind?: 'client' | 'internal';
  readonly attributes: Attributes;
}

/** A span of something that is over: a turn or a run outlives the activities that carry it out. */
export interface PastSpan extends SpanIds {
  readonly spanId: string;
  readonly name: string;
  /** Missing: it is the root of its trace. */
  readonly parentSpanId?: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly attributes: Attributes;
  /** What went wrong, if something did: a code. */
  readonly error?: string;
}

export interface Telemetry {
  /** False: nobody receives spans, so nothing has to be looked up for them. */
  readonly exporting: boolean;
  inSpan<T>(options: SpanOptions, work: (set: (attributes: Attributes) => void) => Promise<T>): Promise<T>;
  addPast(span: PastSpan): void;
}

/** What {@link createTelemetry} needs of the process: may ids of spans be chosen, and does anybody receive them? */
export interface SpanExport {
  readonly exporting: boolean;
  /** Gives the next span of this process these ids. */
  readonly chooseIds: (ids: SpanIds) => void;
}

export function createTelemetry({ exporting, chooseIds }: SpanExport): Telemetry {
  const tracer = trace.getTracer('steward', '0.1.0');
  return {
    exporting,
    inSpan: (options, work) => {
      const kind = options.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL;
      chooseIds(options);
      return tracer.startActiveSpan(
        options.name,
        { kind, attributes: options.attributes },
        under(options.traceId, options.parentSpanId),
        (span) => finish(span, work),
      );
    },
    addPast: (past) => {
      const parent = past.parentSpanId === undefined ? ROOT_CONTEXT : under(past.traceId, past.parentSpanId);
      chooseIds(past);
      const span = tracer.startSpan(
        past.name,
        { kind: SpanKind.INTERNAL, attributes: past.attributes, startTime: past.startedAt },
        parent,
      );
      if (past.error !== undefined) markFailed(span, past.error);
      span.end(past.endedAt);
    },
  };
}

/** Whatever `work` starts (Temporal's own spans among them) belongs to this span's trace. */
export function insideSpan<T>(traceId: string, spanId: string, work: () => T): T {
  return context.with(under(traceId, spanId), work);
}

/** The id is the timeline's for the first attempt of a call only: two spans must not have the same one. */
export function firstAttempt(spanId: string): { spanId?: string } {
  return Context.current().info.attempt === 1 ? { spanId } : {};
}

function under(traceId: string, spanId: string): TraceContext {
  return trace.setSpanContext(context.active(), {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

async function finish<T>(span: Span, work: (set: (attributes: Attributes) => void) => Promise<T>) {
  try {
    return await work((attributes) => span.setAttributes(attributes));
  } catch (error) {
    markFailed(span, error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}

function markFailed(span: Span, type: string): void {
  span.setAttribute(GENAI.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}
