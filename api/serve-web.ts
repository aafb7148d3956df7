/** The web build: its files, and its page for every address that the pages make up themselves. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import type { AppContext } from './context.ts';
import { stateOf } from './request-state.ts';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export function serveWeb({ settings: { webDirectory } }: AppContext): Router {
  const router = Router();
  if (webDirectory === undefined || !existsSync(join(webDirectory, 'index.html'))) return router;
  const page = join(webDirectory, 'index.html');
  router.use((_req, res, next) => {
    stateOf(res).route = 'static';
    next();
  });
  // Built files carry a hash of their content in their names.
  router.use(
    '/assets',
    express.static(join(webDirectory, 'assets'), { immutable: true, maxAge: YEAR_MS, fallthrough: true }),
  );
  router.use(express.static(webDirectory, { index: false, maxAge: 0 }));
  router.get('/{*path}', (req, res, next) => {
    if (req.path.startsWith('/assets/') || req.accepts('html') === false) {
      next();
      return;
    }
    // The address of this page holds what decides: it must be named to nobody and kept nowhere.
    if (req.path === '/approval-link')
      res.set({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' });
    else res.set('Cache-Control', 'no-cache');
    res.sendFile(page, { cacheControl: false });
  });
  return router;
}
