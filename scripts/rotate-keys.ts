/**
 * `npm run rotate-keys`: moves the organizations' credentials to the first of STEWARD_ENCRYPTION_KEYS. Afterwards the
 * others may be taken out. Safe to stop and to repeat, and while everything runs; needs DATABASE_SYSTEM_URL.
 */
import { loadConfig, required } from '../config/env.ts';
import { Keyring } from '../store/encryption/keyring.ts';
import { openSystemDatabase } from '../store/system/system-database.ts';
import { withStackEnvironment } from './stack/stack-environment.ts';

async function rotate(): Promise<string> {
  const { secrets } = loadConfig(withStackEnvironment(process.env));
  const keyring = new Keyring(secrets.encryptionKeys);
  const [current] = keyring.keyIds;
  if (current === undefined)
    throw new Error('STEWARD_ENCRYPTION_KEYS is not set: there is no key to move to.');
  const system = openSystemDatabase(required(secrets.database.system, 'DATABASE_SYSTEM_URL'), 1);
  try {
    const moved = await system.credentialKeys.rewrap(keyring);
    const others = [...(await system.credentialKeys.inUse()).keys()].filter((id) => id !== current);
    const left = keyring.keyIds.slice(1).filter((id) => !others.includes(id));
    const rest = left.length === 0 ? '' : `; no longer needed: ${left.join(', ')}`;
    return `${String(moved)} credentials moved to the key "${current}"${rest}`;
  } finally {
    await system.close();
  }
}

try {
  process.stdout.write(`${await rotate()}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
