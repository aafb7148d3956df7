/** Which API to talk to, and with which key: the environment says, or the stack that runs on this machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory } from '../../config/directories.ts';
import { usage } from './failure.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
}

interface Stack {
  readonly app: string;
  readonly demoApiKey: string;
}

/** A key is only sent to the address it was given for: the local stack's never goes elsewhere. */
export function connectionFrom(env: Environment): Connection {
  const [url, key] = [given(env, 'STEWARD_URL'), given(env, 'STEWARD_API_KEY')];
  if (url !== undefined && key !== undefined) return { url: checkedUrl(url), key: checkedKey(key) };
  if (url !== undefined) {
    throw usage('STEWARD_URL is set, but STEWARD_API_KEY is not. Set it to a key of that installation.');
  }
  const stack = readStack(env);
  return { url: checkedUrl(stack.app), key: checkedKey(key ?? stack.demoApiKey) };
}

function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function readStack(env: Environment): Stack {
  const file = join(dataDirectory(env, given(env, 'STEWARD_DATA_DIR')), 'stack.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stack;
  } catch {
    throw usage(
      `Where is Steward? There is no stack of its own on this machine (${file}).\n` +
        'Set STEWARD_URL and STEWARD_API_KEY, or run `steward start` first.',
    );
  }
}

/** The messages say nothing of the value where it may hold a secret. */
function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usage('STEWARD_URL must be an address such as https://steward.example.com.');
  }
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    throw usage('STEWARD_URL must be an address only, without a user, a password, ? or #.');
  }
  return url.href.replace(/\/+$/, '');
}

function checkedKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw usage('STEWARD_API_KEY has characters in it that no key has.');
}
