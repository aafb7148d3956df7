import type { Request } from 'express';

/** Our own web pages say so in a header: what people do there is recorded as theirs, not as the API's. */
export function isWebClient(request: Request): boolean {
  return request.get('X-Steward-Client') === 'web';
}
