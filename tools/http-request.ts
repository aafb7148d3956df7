/**
 * http_request: changes something at another host. Each request carries an Idempotency-Key that stays the same
 * when a person decides to repeat it; but nobody can know who honours it, so it is never repeated by itself.
 */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import {
  bodyArgument,
  credentialArgument,
  headersArgument,
  headersFor,
  httpResult,
  urlArgument,
} from './http-arguments.ts';

export const httpRequest = defineTool({
  name: 'http_request',
  description: 'Send something to an API of another host by HTTP POST, PUT or PATCH. To read, use http_get.',
  effect: 'at_most_once',
  risk: 'send',
  returnsOutsideText: true,
  outsideWriter: 'web',
  input: z.strictObject({
    method: z.enum(['POST', 'PUT', 'PATCH']).describe('As the documentation of the API says.'),
    url: urlArgument,
    headers: headersArgument,
    body: bodyArgument,
    credential: credentialArgument,
  }),
  output: httpResult,
  async execute({ method, url, headers, body, credential }, ctx) {
    return ctx.request({
      method,
      url,
      headers: headersFor(headers, body),
      ...(body === undefined ? {} : { body }),
      ...(credential === undefined ? {} : { credential }),
    });
  },
});
