/** http_delete: removes something at another host. Destructive, so an owner is asked whatever the agent's autonomy. */
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import {
  credentialArgument,
  headersArgument,
  headersFor,
  httpResult,
  urlArgument,
} from './http-arguments.ts';

export const httpDelete = defineTool({
  name: 'http_delete',
  description: 'Delete something at an API of another host by HTTP DELETE. An owner is asked first.',
  effect: 'at_most_once',
  risk: 'destructive',
  asksOutside: true,
  returnsOutsideText: true,
  outsideWriter: 'web',
  input: z.strictObject({
    url: urlArgument,
    headers: headersArgument,
    credential: credentialArgument,
  }),
  output: httpResult,
  async execute({ url, headers, credential }, ctx) {
    const secret = credential === undefined ? {} : { credential };
    return ctx.request({ method: 'DELETE', url, headers: headersFor(headers), ...secret });
  },
});
