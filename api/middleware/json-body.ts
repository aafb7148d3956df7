/** Reads a JSON body of at most 1 MB. Called by routes after the caller is known, never for strangers. */
import express, { type Request, type RequestHandler, type Response } from 'express';
import { AppError } from '../../domain/errors.ts';

const parse: RequestHandler = express.json({ limit: '1mb', type: 'application/json', strict: false });

/** The parsed body, or undefined when none was sent. Throws `unsupported_media_type`, `payload_too_large`, `invalid_json`. */
export async function readJsonBody(req: Request, res: Response): Promise<unknown> {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!hasBody) return undefined;
  if (req.is('application/json') === false) {
    throw new AppError(
      'unsupported_media_type',
      'Send the body as JSON, with the header "Content-Type: application/json".',
    );
  }
  await new Promise<void>((resolve, reject) => {
    void parse(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(toBodyError(error));
    });
  });
  return req.body as unknown;
}

/** What the body parser throws says in `type` what happened. */
function toBodyError(cause: unknown): AppError {
  const { type, message } = cause as { type?: string; message?: string };
  switch (type) {
    case 'entity.too.large':
      return new AppError(
        'payload_too_large',
        'A request body may have 1 MB at most. Send less, or in parts.',
        { cause },
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError(
        'unsupported_media_type',
        'Send the body as UTF-8 JSON, plain or compressed with gzip.',
        { cause },
      );
    case 'entity.parse.failed':
      return new AppError('invalid_json', `The body is not valid JSON: ${message ?? 'it cannot be parsed'}`, {
        cause,
      });
    default:
      return new AppError('invalid_json', 'The body could not be read as it was sent.', { cause });
  }
}
