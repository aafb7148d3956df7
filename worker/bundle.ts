/** The workflow bundle: built ahead of time for production (`npm run build:workflows`), else at start. */
import { existsSync, readdirSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = join(ROOT, 'worker/bundle/workflows.js');
const SOURCES = ['workflows', 'domain', 'package-lock.json'];

/** The built bundle when it is newer than everything it was built from, else a fresh one. */
export async function loadBundle(plugin: OpenTelemetryPlugin): Promise<WorkflowBundleOption> {
  if (existsSync(BUILT) && statSync(BUILT).mtimeMs > newestOf(SOURCES.map((path) => join(ROOT, path)))) {
    return { codePath: BUILT };
  }
  return buildBundle(plugin);
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
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, code);
  return BUILT;
}

function newestOf(paths: readonly string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(path);
      return stat.isDirectory() ? newestOf(readdirSync(path).map((name) => join(path, name))) : stat.mtimeMs;
    }),
  );
}
