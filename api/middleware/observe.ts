/** Gives every request an id, and one log line and one measurement at its end. Bodies are never logged. */
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { toPublicId } from '../../domain/ids.ts';
import type { AppContext } from '../context.ts';
import { setState, stateOf } from '../request-state.ts';

const UNMATCHED = 'unmatched';
const QUIET = new Set(['/healthz', '/readyz', '/metrics', 'static']);

export function observe(ctx: AppContext): RequestHandler {
  return (req, res, next) => {
    const requestId = acceptable(req.get('X-Request-Id')) ?? `req_${randomUUID().replaceAll('-', '')}`;
    setState(res, { requestId, startedAt: performance.now() });
    res.set('X-Request-Id', requestId);
    res.once('close', () => {
      const { route = UNMATCHED, startedAt, organizationId, principal } = stateOf(res);
      const ms = performance.now() - startedAt;
      const { method } = req;
      const status = res.writableFinished || res.headersSent ? res.statusCode : 499;
      ctx.metrics.observeRequest({ method, route, status, seconds: ms / 1000 });
      const organization =
        organizationId === undefined ? {} : { organizationId: toPublicId('organization', organizationId) };
      const line = { method, route, status, ms: Math.round(ms), requestId, ...organization, principal };
      if (QUIET.has(route)) ctx.log.debug(line, 'request');
      else if (status >= 500) ctx.log.warn(line, 'request');
      else ctx.log.info(line, 'request');
    });
    next();
  };
}

/** Only what cannot spoil a log line is taken over. */
function acceptable(given: string | undefined): string | undefined {
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : undefined;
}
