/** Everything that was thrown ends here: told to the caller as problem+json, and logged once. */
import type { ErrorRequestHandler, Response } from 'express';
import { type AppError, ERROR_CODES } from '../../domain/errors.ts';
import type { AppContext } from '../context.ts';
import { toProblem } from '../errors/problem.ts';
import { toAppError } from '../errors/to-app-error.ts';
import { stateOf } from '../request-state.ts';

export function errorHandler(ctx: AppContext): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, req, res, _next) => {
    const error = toAppError(thrown);
    logError(ctx, error, res);
    if (res.headersSent) {
      // A stream that has begun has no other way to say that it failed.
      res.destroy();
      return;
    }
    const { requestId } = stateOf(res);
    const problem = toProblem(error, { publicUrl: ctx.settings.publicUrl, instance: req.path, requestId });
    res
      .status(problem.status)
      .set(error.headers)
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  };
}

function logError(ctx: AppContext, error: AppError, res: Response): void {
  const { requestId, route } = stateOf(res);
  const facts = { code: error.code, requestId, route };
  const { status } = ERROR_CODES[error.code];
  if (error.code === 'unavailable') ctx.log.warn({ ...facts, err: asLogged(error.cause) }, error.message);
  else if (status >= 500) ctx.log.error({ ...facts, err: asLogged(error.cause ?? error) }, error.message);
}

/** Not the error object itself: what drivers hang on theirs may hold values of the statement. */
function asLogged(cause: unknown): Record<string, unknown> {
  if (!(cause instanceof Error)) return { message: String(cause) };
  return { name: cause.name, message: cause.message.slice(0, 2000), stack: cause.stack?.slice(0, 4000) };
}
