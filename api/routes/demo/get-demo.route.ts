/**
 * GET /v1/demo: the demo organization's key, for the web page on the same machine. Anybody who could ask from
 * elsewhere would be let in, so everything has to say "this machine": the configuration, the peer, the Host
 * (a page of another site that resolves to loopback names another host) and the absence of a proxy.
 */
import type { Request } from 'express';
import { demoView } from '../../../domain/contracts/demo.ts';
import { AppError } from '../../../domain/errors.ts';
import { defineRoute } from '../../route.ts';

export const getDemo = defineRoute({
  method: 'get',
  path: '/v1/demo',
  summary: 'Read the demo access of an embedded stack',
  description: 'Only on the machine itself and only under `npm start`; anywhere else there is nothing here.',
  permission: 'public',
  status: 200,
  response: demoView,

  async handle({ request, ctx }) {
    const demo = ctx.settings.embedded && isFromThisMachine(request) ? await ctx.readDemoAccess() : undefined;
    if (demo === undefined) throw new AppError('not_found', 'There is nothing under this address.');
    return { body: demo };
  },
});

const LOOPBACK_PEER = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

function isFromThisMachine({ socket, headers }: Request): boolean {
  const isProxied = PROXY_HEADERS.some((name) => headers[name] !== undefined);
  return (
    !isProxied && LOOPBACK_PEER.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '')
  );
}
