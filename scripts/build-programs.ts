/**
 * `npm run build:programs`: API and worker as one file each in dist/, so that a process starts in half the time; the
 * packages they use stay where they are. Without them, or when they are older than their sources, `npm start` and the
 * tests run the sources.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../config/checkout.ts';
import { PROGRAMS } from './stack/program-arguments.ts';

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: Object.fromEntries(
    Object.entries(PROGRAMS).map(([source, built]) => [built.replace(/^dist\/|\.mjs$/g, ''), source]),
  ),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
});

// What both share has a name that changes with its content.
const built = new Set(Object.keys(metafile.outputs));
for (const name of readdirSync(join(ROOT, 'dist')))
  if (!built.has(`dist/${name}`)) rmSync(join(ROOT, 'dist', name));
