/** The workflow bundle: built ahead of time for production (`npm run build:workflows`), else at start. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import { isUpToDate, ROOT } from '../config/checkout.ts';

const BUILT = 'worker/bundle/workflows.js';
const SOURCES = ['workflows', 'domain', 'package-lock.json'];

/** The built bundle when it is newer than everything it was built from, else a fresh one. */
export async function loadBundle(plugin: OpenTelemetryPlugin): Promise<WorkflowBundleOption> {
  return isUpToDate(BUILT, SOURCES) ? { codePath: join(ROOT, BUILT) } : buildBundle(plugin);
}

export async function buildBundle(plugin: OpenTelemetryPlugin): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows/index.ts'),
    plugins: [plugin],
    logger: new DefaultLogger('WARN'),
  });
}

export async function writeBundle(plugin: OpenTelemetryPlugin): Promise<string> {
  const { code } = await buildBundle(plugin);
  const file = join(ROOT, BUILT);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  return file;
}
