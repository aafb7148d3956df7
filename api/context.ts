/** Everything a request may use, put together once by main.ts (and by tests, with the same parts). */
import type { TokenPrice } from '../domain/budget/pricing.ts';
import type { ApprovalLinks } from '../store/approval-links.ts';
import type { ReplyCodes } from '../store/reply-codes.ts';
import type { AuthDatabase } from '../store/auth/authenticate.ts';
import type { Login } from '../store/auth/login.ts';
import type { Database } from '../store/database.ts';
import type { PlatformDatabase } from '../store/platform/platform-database.ts';
import type { Hints } from '../store/hints.ts';
import type { Logger } from '../config/log.ts';
import type { Oidc } from './auth/oidc.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Metrics } from './metrics.ts';

export interface ApiSettings {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly embedded: boolean;
  readonly isDemoModel: boolean;
  /** For estimates; calls are priced where they are made. */
  readonly model: { readonly name: string; readonly prices: Readonly<Record<string, TokenPrice>> };
  readonly temporal: { readonly uiUrl: string | undefined; readonly namespace: string };
  /** Where the web build is, when there is one. */
  readonly webDirectory: string | undefined;
  /** An answer that does not fit its own schema is a 500 (`throw`) or is logged and sent (`log`). */
  readonly badAnswers: 'throw' | 'log';
  /** Between two comments on a silent event stream. */
  readonly streamPingMs: number;
  /** How often a stream or long poll looks when no hint came. */
  readonly pollMs: number;
  readonly rateLimits: RateLimits;
  /** How many reverse proxies of ours stand in front and add to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** False where nobody would send a mail: what has no other way is refused then. */
  readonly sendsMail: boolean;
}

/** Requests a minute. Counted in the memory of each process. */
export interface RateLimits {
  readonly perCaller: number;
  readonly perOrganization: number;
  /** Attempts to log in, to sign up and to reset a password, for one address of the network. */
  readonly perAddress: number;
  /** The same for one address of the network and one e-mail address. */
  readonly perLogin: number;
}

export interface Build {
  readonly version: string;
}

/** One part that readiness asks about; throws (with a text for operators) when it is not well. */
export type Probe = () => Promise<void>;

/** What the embedded stack tells a browser on this machine, so that nobody has to copy a key. */
export interface DemoAccess {
  readonly apiKey: string;
  readonly login: { readonly email: string; readonly password: string } | null;
}

export interface AppContext {
  readonly settings: ApiSettings;
  readonly database: Database;
  /** What belongs to the platform and to no organization; for staff only. */
  readonly platform: PlatformDatabase;
  readonly auth: AuthDatabase;
  readonly login: Login;
  /** Undefined: people log in with passwords only. */
  readonly oidc: Oidc | undefined;
  /** Links of mails that ask for a decision. */
  readonly approvalLinks: ApprovalLinks;
  /** Codes of messages that ask for a decision or prove an address. */
  readonly replyCodes: ReplyCodes;
  readonly hints: Hints;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly build: Build;
  readonly probes: Readonly<Record<string, Probe>>;
  readonly lifecycle: Lifecycle;
  readonly readDemoAccess: () => Promise<DemoAccess | undefined>;
}
