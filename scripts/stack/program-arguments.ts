/** How API and worker are started here: as they were built, when that is up to date, else from their sources. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isUpToDate, ROOT } from '../../config/checkout.ts';

/** What is built, by its source. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'api/main.ts': 'dist/api.mjs',
  'worker/main.ts': 'dist/worker.mjs',
};

const SOURCES = [
  'activities',
  'api',
  'channels',
  'config',
  'domain',
  'store',
  'tools',
  'worker',
  'package-lock.json',
];
/** As a URL, so that it is found from whatever directory a program runs in. */
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Arguments of node for a program, by the path of its source from the root. */
export function programArguments(file: string): string[] {
  const built = PROGRAMS[file];
  if (built !== undefined && isUpToDate(built, SOURCES)) return ['--enable-source-maps', join(ROOT, built)];
  return ['--import', TSX, join(ROOT, file)];
}
