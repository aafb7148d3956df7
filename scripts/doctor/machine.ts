import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../config/env.ts';
import { isPortFree } from '../stack/ports.ts';
import { fail, ok, reason, warn, type Finding } from './finding.ts';

const NEEDED_NODE = [20, 19] as const;
const GIB = 1024 ** 3;
const LITTLE_SPACE = 2 * GIB;
const NO_SPACE = 0.25 * GIB;

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
  return enough
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version} is too old`, `Install Node ${NEEDED_NODE.join('.')} or newer.`);
}

export function checkDisk({ dataDir }: Config): Finding {
  let existing = dataDir;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const free = bavail * bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB free for ${dataDir}`;
  if (free < NO_SPACE)
    return fail('disk', detail, 'Free some space, or set STEWARD_DATA_DIR to another disk.');
  return free < LITTLE_SPACE ? warn('disk', detail, 'Free some space soon.') : ok('disk', detail);
}

/** The API's port is either free or answered by Steward itself. */
export async function checkPort({ http }: Config): Promise<Finding> {
  const { host, port } = http;
  if (await isPortFree(port, host))
    return ok('port', `${host}:${String(port)} is free; the API is not running`);
  const target = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  try {
    const response = await fetch(`http://${target}:${String(port)}/readyz`, {
      signal: AbortSignal.timeout(5_000),
    });
    if (response.ok) return ok('port', `the API on port ${String(port)} is ready`);
    const body = (await response.text()).slice(0, 300);
    return warn(
      'port',
      `what listens on port ${String(port)} answers /readyz with ${String(response.status)}: ${body}`,
      'See its log.',
    );
  } catch (error) {
    return fail(
      'port',
      `port ${String(port)} is taken by something else (${reason(error)})`,
      'Set PORT to a free port.',
    );
  }
}

export function checkKeys({ secrets }: Config): Finding {
  return secrets.encryptionKeys.length > 0
    ? ok(
        'encryption keys',
        `${String(secrets.encryptionKeys.length)} configured, "${secrets.encryptionKeys[0]?.id ?? ''}" encrypts`,
      )
    : warn(
        'encryption keys',
        'STEWARD_ENCRYPTION_KEYS is not set',
        'Set it to id:key with a key from `openssl rand -base64 32`.',
      );
}
