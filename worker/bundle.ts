/** The workflow bundle: built ahead of time for production (`npm run build:workflows`), else at start. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type BundleOptions,
  bundleWorkflowCode,
  DefaultLogger,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import { isUpToDate, ROOT } from '../config/checkout.ts';

const BUILT = 'worker/bundle/workflows.js';
const SOURCES = ['workflows', 'domain', 'worker/bundle.ts', 'package-lock.json'];

/** The built bundle when it is newer than everything it was built from, else a fresh one. */
export async function loadBundle(plugin: OpenTelemetryPlugin): Promise<WorkflowBundleOption> {
  return isUpToDate(BUILT, SOURCES) ? { codePath: join(ROOT, BUILT) } : buildBundle(plugin);
}

export async function buildBundle(plugin: OpenTelemetryPlugin): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows/index.ts'),
    preloadModules: [CONSTANTS],
    webpackConfigHook: keepConstants,
    plugins: [plugin],
    logger: new DefaultLogger('WARN'),
  });
}

/** A tenth of what starting a workflow cost: nothing but constants, so each thread needs them once, not each workflow. */
const CONSTANTS = '@opentelemetry/semantic-conventions';

/** Preloading uses nothing of a module, and one without side effects that nobody uses is left out. */
function keepConstants(config: Parameters<WebpackConfigHook>[0]) {
  const rules = [...(config.module?.rules ?? []), { include: /semantic-conventions/, sideEffects: true }];
  return { ...config, module: { ...config.module, rules } };
}

type WebpackConfigHook = NonNullable<BundleOptions['webpackConfigHook']>;

export async function writeBundle(plugin: OpenTelemetryPlugin): Promise<string> {
  const { code } = await buildBundle(plugin);
  const file = join(ROOT, BUILT);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  return file;
}
