/** Prometheus metrics of a worker: its runs, models and tools, its process, and what Temporal's core counts itself. */
import { createServer, type Server } from 'node:http';
import { createServer as createSocket, type AddressInfo } from 'node:net';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { RunMetrics } from '../activities/metrics.ts';

export interface WorkerMetrics extends RunMetrics {
  readonly registry: Registry;
}

const RUN_SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400];
const MODEL_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320];
const TOOL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { registry, ...runMetrics(registry), ...modelMetrics(registry), ...toolMetrics(registry) };
}

function runMetrics(registry: Registry): Pick<RunMetrics, 'runEnded'> {
  const labelNames = ['kind', 'status'] as const;
  const ended = new Counter({
    name: 'steward_runs_total',
    help: 'Runs that ended, by kind and status.',
    labelNames,
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'steward_run_duration_seconds',
    help: 'Time from the request to the end of a run, waiting for people included.',
    labelNames,
    buckets: RUN_SECONDS,
    registers: [registry],
  });
  return {
    runEnded: ({ kind, status, seconds }) => {
      ended.inc({ kind, status });
      duration.observe({ kind, status }, seconds);
    },
  };
}

function modelMetrics(registry: Registry): Pick<RunMetrics, 'modelCalled' | 'modelUsed' | 'paused'> {
  const registers = [registry];
  const labelNames = ['model', 'outcome'] as const;
  const calls = new Counter({
    name: 'steward_model_calls_total',
    help: 'Model calls, by model and outcome.',
    labelNames,
    registers,
  });
  const duration = new Histogram({
    name: 'steward_model_call_duration_seconds',
    help: 'Time of a model call, by model and outcome.',
    labelNames,
    buckets: MODEL_SECONDS,
    registers,
  });
  const tokens = new Counter({
    name: 'steward_model_tokens_total',
    help: 'Tokens, by model and type; input includes cached.',
    labelNames: ['model', 'type'],
    registers,
  });
  const cost = new Counter({
    name: 'steward_model_cost_micro_usd_total',
    help: 'Cost of model calls in micro-dollars, by model.',
    labelNames: ['model'],
    registers,
  });
  const pauses = new Gauge({
    name: 'steward_paused',
    help: '1 while a model or a provider is paused in this process after failures in a row, by kind and name.',
    labelNames: ['kind', 'name'],
    registers,
  });
  return {
    paused: ({ kind, name, paused }) => {
      pauses.set({ kind, name }, paused ? 1 : 0);
    },
    modelCalled: ({ model, outcome, seconds }) => {
      calls.inc({ model, outcome });
      duration.observe({ model, outcome }, seconds);
    },
    modelUsed: ({ model, inputTokens, cachedTokens, outputTokens, costMicroUsd }) => {
      tokens.inc({ model, type: 'input' }, inputTokens);
      tokens.inc({ model, type: 'cached' }, cachedTokens);
      tokens.inc({ model, type: 'output' }, outputTokens);
      cost.inc({ model }, costMicroUsd);
    },
  };
}

function toolMetrics(registry: Registry): Pick<RunMetrics, 'toolCalled'> {
  const calls = new Counter({
    name: 'steward_tool_calls_total',
    help: 'Tool calls, by tool and status.',
    labelNames: ['tool', 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'steward_tool_call_duration_seconds',
    help: 'Time of a tool call, by tool.',
    labelNames: ['tool'],
    buckets: TOOL_SECONDS,
    registers: [registry],
  });
  return {
    toolCalled: ({ tool, status, seconds }) => {
      calls.inc({ tool, status });
      duration.observe({ tool }, seconds);
    },
  };
}

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  /** Where Temporal's core serves its own metrics; on loopback only, so they are passed on here. */
  readonly coreUrl: string;
  readonly log: Logger;
}

/** Serves `/metrics` until it is closed. */
export function serveMetrics(options: MetricsServerOptions): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    collect(options).then(
      (text) => response.writeHead(200, { 'content-type': options.registry.contentType }).end(text),
      (error: unknown) => {
        options.log.warn({ err: error }, 'metrics could not be collected');
        response.writeHead(500).end();
      },
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      resolve(server);
    });
  });
}

async function collect({ registry, coreUrl }: MetricsServerOptions): Promise<string> {
  const [own, core] = await Promise.all([
    registry.metrics(),
    fetch(coreUrl, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.text(),
      // Ours are worth having without Temporal's.
      () => '',
    ),
  ]);
  return `${own}\n${core}`;
}

/** Temporal's core can't tell which port it got, so it is given one that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createSocket();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
