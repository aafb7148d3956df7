/** `/healthz`: this process lives. `/readyz`: what it needs is there too. `/metrics`: for Prometheus. */
import { type Response, Router } from 'express';
import type { AppContext, Probe } from '../context.ts';
import { stateOf } from '../request-state.ts';

const PROBE_TIMEOUT_MS = 2_000;

interface Check {
  readonly ok: boolean;
  readonly ms: number;
  readonly detail?: string;
}

export function serveHealth(ctx: AppContext): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    plain(res, '/healthz');
    res.json({ status: 'ok', version: ctx.build.version, uptimeSeconds: Math.round(process.uptime()) });
  });
  router.get('/readyz', async (_req, res) => {
    plain(res, '/readyz');
    const { isStopping } = ctx.lifecycle;
    const checks = await runProbes(ctx.probes);
    const isReady = !isStopping && Object.values(checks).every((check) => check.ok);
    const status = isStopping ? 'stopping' : isReady ? 'ready' : 'not_ready';
    res.status(isReady ? 200 : 503).json({ status, checks });
  });
  router.get('/metrics', async (_req, res) => {
    plain(res, '/metrics');
    const { registry } = ctx.metrics;
    res.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

function plain(res: Response, route: string): void {
  stateOf(res).route = route;
  res.set('Cache-Control', 'no-store');
}

async function runProbes(probes: Readonly<Record<string, Probe>>): Promise<Record<string, Check>> {
  const entries = Object.entries(probes).map(async ([name, probe]) => [name, await run(probe)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function run(probe: Probe): Promise<Check> {
  const start = performance.now();
  const ms = (): number => Math.round(performance.now() - start);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(PROBE_TIMEOUT_MS)} ms`));
    }, PROBE_TIMEOUT_MS);
  });
  try {
    await Promise.race([probe(), late]);
    return { ok: true, ms: ms() };
  } catch (error) {
    return { ok: false, ms: ms(), detail: firstLine(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Whoever may ask gets no addresses or statements, which drivers put into the further lines. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 200);
}
