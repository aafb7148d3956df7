/** `/openapi.json`, `/docs` (Swagger UI from our own files, nothing from elsewhere) and a page per error code. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type RequestHandler, Router } from 'express';
import { ROOT } from '../../config/checkout.ts';
import { AppError, ERROR_CODES } from '../../domain/errors.ts';
import type { AppContext } from '../context.ts';
import { createOpenApiDocument } from '../openapi.ts';
import { stateOf } from '../request-state.ts';
import { DOCS_PAGE, DOCS_SCRIPT, errorPage } from './pages.ts';

const ERROR_PAGES = join(ROOT, 'docs/errors');
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const SWAGGER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

export function serveDocs(ctx: AppContext): Router {
  const router = Router();
  const document = createOpenApiDocument({ version: ctx.build.version, serverUrl: ctx.settings.publicUrl });
  router.get('/openapi.json', known('/openapi.json'), (_req, res) => {
    res.json(document);
  });
  router.get('/docs', known('/docs'), (_req, res) => {
    res.type('html').send(DOCS_PAGE);
  });
  router.get('/docs/start.js', known('/docs'), (_req, res) => {
    res.type('js').send(DOCS_SCRIPT);
  });
  router.get('/docs/errors/:code', known('/docs/errors/{code}'), async (req, res) => {
    res.type('html').send(await readErrorPage(String(req.params['code'])));
  });
  for (const file of SWAGGER_FILES) {
    router.get(`/docs/${file}`, known('/docs'), (_req, res) => {
      res.sendFile(join(SWAGGER_UI, file), { maxAge: '1d' });
    });
  }
  return router;
}

function known(route: string): RequestHandler {
  return (_req, res, next) => {
    stateOf(res).route = route;
    next();
  };
}

async function readErrorPage(code: string): Promise<string> {
  // Only names from the table become file names.
  if (!Object.hasOwn(ERROR_CODES, code)) throw new AppError('not_found', 'There is no error with this code.');
  return errorPage(code, await readFile(join(ERROR_PAGES, `${code}.md`), 'utf8'));
}
