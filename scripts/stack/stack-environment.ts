/** How to reach the embedded stack from another process: the variables that its own processes were given. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '../../config/directories.ts';
import { writePrivate } from './data-files.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const FILE = 'stack-env.json';
const SHARED = /^(DATABASE_.*URL|TEMPORAL_.*|STEWARD_.*|HOST|PORT|DEMO_MODEL_PORT)$/;

export function keepEnvironment(dataDir: string, env: Environment): void {
  const shared = Object.fromEntries(Object.entries(env).filter(([name]) => SHARED.test(name)));
  writePrivate(join(dataDir, FILE), `${JSON.stringify(shared, null, 2)}\n`);
}

/** `env`, completed by what the embedded stack in its data directory uses, unless it names a database of its own. */
export function withStackEnvironment(env: Environment): Environment {
  const given = env['STEWARD_DATA_DIR'];
  const file = join(dataDirectory(env, given === '' ? undefined : given), FILE);
  if (env['DATABASE_URL'] || !existsSync(file)) return env;
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as Environment), ...set };
}
