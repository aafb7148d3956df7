/** Secrets that the embedded stack makes for itself and keeps in its data directory, readable by the owner only. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiKey } from '../../store/api-keys.ts';
import { generatePasswords, type RolePasswords } from '../create-roles.ts';
import type { Log } from './log-lines.ts';

/** Written whole or not at all. */
export function writePrivate(file: string, content: string): void {
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, content, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, file);
}

function kept(file: string, make: () => string): string {
  if (!existsSync(file)) writePrivate(file, make());
  return readFileSync(file, 'utf8').trim();
}

export function keptPasswords(dataDir: string): RolePasswords {
  const text = kept(join(dataDir, 'roles.json'), () => JSON.stringify(generatePasswords()));
  return JSON.parse(text) as RolePasswords;
}

/** In the format of STEWARD_ENCRYPTION_KEYS. */
export function keptEncryptionKeys(dataDir: string, log: Log): string {
  const file = join(dataDir, 'encryption-keys');
  if (!existsSync(file)) {
    log(
      `warning: STEWARD_ENCRYPTION_KEYS is not set; made a key in ${file}. Keep it: stored credentials are lost without it.`,
    );
  }
  return kept(file, () => `local:${randomBytes(32).toString('base64')}`);
}

/** The password of the demo owner: made here, because the database keeps only its hash. */
export function keptDemoPassword(dataDir: string): string {
  return kept(join(dataDir, 'demo-password'), () => randomBytes(12).toString('base64url'));
}

/** The demo organization's key: kept here, because the database keeps only its hash. */
export function keptDemoApiKey(dataDir: string): string {
  return kept(join(dataDir, 'demo-api-key'), () => createApiKey().secret);
}
