/** The one logger of a process: JSON lines, secrets removed by name. */
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './env.ts';

export type { Logger } from 'pino';

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'apiKey',
  'secret',
  'secretHash',
  'password',
  'token',
  'connectionString',
];

/** PostgreSQL quotes rows there. */
const QUOTES = ['err.detail', 'err.where', 'err.cause.detail', 'err.cause.where'];

/** pino knows no "at any depth": these names are removed at the top and two levels below. */
const REDACTED = [
  ...SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
  ...QUOTES,
];

export interface LogOptions {
  readonly level: Config['logLevel'];
  /** Which process speaks: `api`, `worker`. */
  readonly name: string;
}

export function createLog({ level, name }: LogOptions, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    redact: { paths: REDACTED, censor: '[removed]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
