/** Where the checkout is, and whether what was built in it is up to date. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This file lies one folder below the root; so does the bundle in dist/ that holds it. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Whether the file exists and is newer than everything it was built from; all paths from the root. */
export function isUpToDate(built: string, sources: readonly string[]): boolean {
  const file = join(ROOT, built);
  return existsSync(file) && statSync(file).mtimeMs > newestOf(sources.map((path) => join(ROOT, path)));
}

function newestOf(paths: readonly string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(path);
      return stat.isDirectory() ? newestOf(readdirSync(path).map((name) => join(path, name))) : stat.mtimeMs;
    }),
  );
}
