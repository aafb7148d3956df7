/**
 * OpenTelemetry: the interceptors are always in place (adding them later would break the replay of histories
 * recorded without them); whether anything is exported is decided by OTEL_EXPORTER_OTLP_ENDPOINT alone.
 */
import { context, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, NoopSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import type { Config } from '../config/env.ts';

export interface WorkerTelemetry {
  readonly plugin: OpenTelemetryPlugin;
  shutdown(): Promise<void>;
}

export function startTelemetry(config: Config): WorkerTelemetry {
  const resource = new Resource({ 'service.name': config.otel.serviceName ?? 'steward-worker' });
  // The exporter reads its endpoint and headers from the standard OTEL_* variables itself.
  const spanProcessor: SpanProcessor =
    config.otel.endpoint === undefined
      ? new NoopSpanProcessor()
      : new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource, spanProcessors: [spanProcessor] });
  if (config.otel.endpoint !== undefined) provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    plugin: new OpenTelemetryPlugin({ resource, spanProcessor }),
    shutdown: async () => {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
