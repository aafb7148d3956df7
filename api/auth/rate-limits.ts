/** How many requests a minute: of one caller, of one organization, and of attempts to log in. */
import type { NextFunction, Request, Response } from 'express';
import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { AppError } from '../../domain/errors.ts';
import type { RateLimits } from '../context.ts';
import type { Actor, PersonActor } from './actor.ts';

export interface RateLimiters {
  /** Throws `rate_limited` when the caller or the organization has asked too often. */
  countCaller(req: Request, res: Response, actor: Actor | PersonActor): Promise<void>;
  /** The same for attempts from one network address, and of these for those with one e-mail address. */
  countLogin(req: Request, res: Response): Promise<void>;
}

const WINDOW_MS = 60_000;
const LONGEST_EMAIL = 254;

export function createRateLimiters(limits: RateLimits): RateLimiters {
  const caller = limiter('this key or login', limits.perCaller);
  const organization = limiter('your organization', limits.perOrganization);
  const address = limiter('this network address', limits.perAddress);
  const login = limiter('this address', limits.perLogin);
  return {
    countCaller: async (req, res, actor) => {
      await caller(req, res, actor.label);
      if ('organizationId' in actor) await organization(req, res, actor.organizationId);
    },
    countLogin: async (req, res) => {
      const from = ipKeyGenerator(req.ip ?? '');
      await address(req, res, from);
      const { email } = (req.body ?? {}) as { email?: unknown };
      // No longer than an address may be: what is counted is kept in memory.
      const whose = typeof email === 'string' ? email.trim().toLowerCase().slice(0, LONGEST_EMAIL) : '';
      await login(req, res, `${from} ${whose}`);
    },
  };
}

/** express-rate-limit asks the request for its key; what is counted here is known before it is asked. */
function limiter(whose: string, limit: number): (req: Request, res: Response, key: string) => Promise<void> {
  const keys = new WeakMap<Request, string>();
  const options: Partial<Options> = {
    windowMs: WINDOW_MS,
    limit,
    standardHeaders: false,
    legacyHeaders: false,
    // Proxies are the setting TRUSTED_PROXIES; its own checks would only write to the console.
    validate: false,
    keyGenerator: (req) => keys.get(req) ?? '',
    handler: (req, _res, next) => {
      const { resetTime } = (req as Request & { rateLimit: { resetTime?: Date } }).rateLimit;
      next(tooMany(whose, limit, resetTime));
    },
  };
  const count = rateLimit(options);
  return (req, res, key) => {
    keys.set(req, key);
    return new Promise((resolve, reject) => {
      const next: NextFunction = (error?: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve();
      };
      void count(req, res, next);
    });
  };
}

function tooMany(whose: string, limit: number, resetTime: Date | undefined): AppError {
  const seconds = Math.max(1, Math.ceil(((resetTime?.getTime() ?? 0) - Date.now()) / 1000));
  return new AppError(
    'rate_limited',
    `More than ${String(limit)} requests a minute from ${whose}. Try again in ${String(seconds)} s.`,
    { headers: { 'Retry-After': String(seconds) } },
  );
}
