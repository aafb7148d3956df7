/** The HTTP application: everything that is served, in the order in which a request meets it. */
import express, { type Express, type RequestHandler } from 'express';
import { AppError } from '../domain/errors.ts';
import { createRateLimiters } from './auth/rate-limits.ts';
import type { AppContext } from './context.ts';
import { serveDocs } from './docs/serve-docs.ts';
import { serveHealth } from './health/serve-health.ts';
import { errorHandler } from './middleware/error-handler.ts';
import { observe } from './middleware/observe.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { serveRoute } from './perform-route.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes/index.ts';
import { serveWeb } from './serve-web.ts';

export function createApp(ctx: AppContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', ctx.settings.trustedProxies);
  // Agents' ETags are set by their route; a hash over every answer would be work for nobody.
  app.disable('etag');
  app.use(observe(ctx));
  app.use(securityHeaders(ctx.settings.publicUrl));
  app.use(serveHealth(ctx));
  app.use(serveDocs(ctx));
  app.use('/v1', neverCached);
  addRoutes(app, ctx);
  app.use('/v1', notFound);
  app.use(serveWeb(ctx));
  app.use(notFound);
  app.use(errorHandler(ctx));
  return app;
}

const neverCached: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

const notFound: RequestHandler = (req) => {
  throw new AppError(
    'not_found',
    `There is nothing at ${req.method} ${req.originalUrl.split('?')[0] ?? ''}. See /docs for what there is.`,
  );
};

function addRoutes(app: Express, ctx: AppContext): void {
  // Fixed words before parameters: /v1/approvals/decisions is no approval's id.
  const limiters = createRateLimiters(ctx.settings.rateLimits);
  const paths = [...new Set(ROUTES.map((route) => route.path))].sort((a, b) =>
    sortKey(a) < sortKey(b) ? -1 : 1,
  );
  for (const path of paths) {
    const routes = ROUTES.filter((route) => route.path === path);
    const place = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const route of routes) place[route.method](serveRoute(route, ctx, limiters));
    place.all(methodNotAllowed(path, routes));
  }
}

function sortKey(path: string): string {
  return path.replaceAll('{', '~');
}

function methodNotAllowed(path: string, routes: readonly Route[]): RequestHandler {
  const methods = routes.map((route) => route.method.toUpperCase());
  const allow = (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ');
  return (req) => {
    throw new AppError('method_not_allowed', `${path} takes ${allow}, not ${req.method}.`, {
      headers: { Allow: allow },
    });
  };
}
