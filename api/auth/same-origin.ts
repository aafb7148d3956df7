/** Cookies travel by themselves, also from pages of others: what changes something must come from our own pages. */
import type { Request } from 'express';
import { AppError } from '../../domain/errors.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function refuseForeignOrigin(request: Request, publicUrl: string): void {
  if (SAFE.has(request.method)) return;
  const origin = request.get('Origin');
  if (
    origin === undefined ? request.get('Sec-Fetch-Site') === 'same-origin' : isOwn(origin, request, publicUrl)
  )
    return;
  throw new AppError(
    'forbidden',
    'A request with the login cookie must come from a page of this installation (header Origin). Programs use an API key.',
  );
}

/** Behind a proxy the public address counts; on the machine itself also the one that was asked. */
function isOwn(origin: string, request: Request, publicUrl: string): boolean {
  if (origin === new URL(publicUrl).origin) return true;
  const host = request.get('Host');
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
