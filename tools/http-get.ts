/**
 * http_get: reads from another host. Asking changes nothing there, so it may be asked again; but what stands in the
 * address leaves the organization, so it is no mere reading: it asks a person where a message would.
 */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import {
  credentialArgument,
  headersArgument,
  headersFor,
  httpResult,
  urlArgument,
} from './http-arguments.ts';

export const httpGet = defineTool({
  name: 'http_get',
  description:
    'Read a page or an API of another host by HTTP GET (or HEAD). Put no personal data into the URL.',
  effect: 'idempotent',
  risk: 'send',
  returnsOutsideText: true,
  outsideWriter: 'web',
  input: z.strictObject({
    url: urlArgument,
    method: z.enum(['GET', 'HEAD']).default('GET').describe('HEAD asks for status and headers alone.'),
    headers: headersArgument,
    credential: credentialArgument,
  }),
  output: httpResult,
  async execute({ url, method, headers, credential }, ctx) {
    return ctx.request({
      method,
      url,
      headers: headersFor(headers),
      ...(credential === undefined ? {} : { credential }),
    });
  },
});
