/** Reads a JSON body of at most 1 MB. Called by routes after the caller is known, never for strangers. */
import express, { type Request, type Response } from 'express';
import { AppError } from '../../domain/errors.ts';

const parse = express.json({ limit: '1mb', type: 'application/json', strict: false });

/** The parsed body, or undefined when none was sent. Throws `unsupported_media_type` or body-parser's errors. */
export async function readJsonBody(req: Request, res: Response): Promise<unknown> {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return undefined;
  if (req.is('application/json') === false) {
    throw new AppError('unsupported_media_type', 'Send the body as JSON, with the header "Content-Type: application/json".');
  }
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
  return req.body as unknown;
}
