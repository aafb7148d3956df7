/** Everything a request may use, put together once by main.ts (and by tests, with the same parts). */
import type { AuthDatabase } from '../store/auth/authenticate.ts';
import type { Database } from '../store/database.ts';
import type { Hints } from '../store/hints.ts';
import type { Logger } from '../config/log.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Metrics } from './metrics.ts';

export interface ApiSettings {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly embedded: boolean;
  readonly isDemoModel: boolean;
  readonly temporal: { readonly uiUrl: string | undefined; readonly namespace: string };
  /** Where the web build is, when there is one. */
  readonly webDirectory: string | undefined;
  /** An answer that does not fit its own schema is a 500 (`throw`) or is logged and sent (`log`). */
  readonly badAnswers: 'throw' | 'log';
  /** Between two comments on a silent event stream. */
  readonly streamPingMs: number;
  /** How often a stream or long poll looks when no hint came. */
  readonly pollMs: number;
}

export interface Build {
  readonly version: string;
}

/** One part that readiness asks about; throws (with a text for operators) when it is not well. */
export type Probe = () => Promise<void>;

/** What the embedded stack tells a browser on this machine, so that nobody has to copy a key. */
export interface DemoAccess {
  readonly apiKey: string;
  readonly login: string | null;
}

export interface AppContext {
  readonly settings: ApiSettings;
  readonly database: Database;
  readonly auth: AuthDatabase;
  readonly hints: Hints;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly build: Build;
  readonly probes: Readonly<Record<string, Probe>>;
  readonly lifecycle: Lifecycle;
  readonly readDemoAccess: () => Promise<DemoAccess | undefined>;
}
