/**
 * OpenTelemetry: the interceptors are always in place (adding them later would break the replay of histories
 * recorded without them); whether anything is exported is decided by OTEL_EXPORTER_OTLP_ENDPOINT alone.
 */
import { context, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { Resource } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type IdGenerator,
  NoopSpanProcessor,
  RandomIdGenerator,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import type { SpanExport } from '../activities/telemetry.ts';
import type { Config } from '../config/env.ts';

export interface WorkerTelemetry extends SpanExport {
  readonly plugin: OpenTelemetryPlugin;
  shutdown(): Promise<void>;
}

export function startTelemetry(config: Config): WorkerTelemetry {
  const resource = new Resource({ 'service.name': config.otel.serviceName ?? 'steward-worker' });
  const exporting = config.otel.endpoint !== undefined;
  // The exporter reads its endpoint and headers from the standard OTEL_* variables itself.
  const spanProcessor: SpanProcessor = exporting
    ? new BatchSpanProcessor(new OTLPTraceExporter())
    : new NoopSpanProcessor();
  const idGenerator = new ChosenIds();
  const provider = new NodeTracerProvider({ resource, spanProcessors: [spanProcessor], idGenerator });
  if (exporting) provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    plugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    exporting,
    chooseIds: (ids) => {
      if (exporting) idGenerator.choose(ids);
    },
    shutdown: async () => {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

interface ChosenSpan {
  readonly traceId: string;
  readonly spanId?: string;
}

/** Random ids, but for a span whose ids are known before: a tracer asks for them while it starts the span. */
class ChosenIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #next: ChosenSpan | undefined;
  #current: ChosenSpan | undefined;

  choose(span: ChosenSpan): void {
    this.#next = span;
  }

  /** Asked first, and for every span; the trace's only for a root. */
  readonly generateSpanId = (): string => {
    this.#current = this.#next;
    this.#next = undefined;
    return this.#current?.spanId ?? this.#random.generateSpanId();
  };

  readonly generateTraceId = (): string => this.#current?.traceId ?? this.#random.generateTraceId();
}
