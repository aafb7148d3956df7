/** POST /v1/mcp-servers: a server whose tools a worker reads at once; none is offered before it was approved. */
import type { z } from 'zod';
import { createMcpServerBody, mcpServerView } from '../../../domain/contracts/mcp-servers.ts';
import { coversUrl } from '../../../domain/egress/hosts.ts';
import { AppError, type FieldError } from '../../../domain/errors.ts';
import { fromPublicId } from '../../../domain/ids.ts';
import type { Store } from '../../../store/database.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { mcpServerOrRefuse, presentMcpServer, subjectOf } from './mcp-server.presenter.ts';

type Body = z.output<typeof createMcpServerBody>;

export const createMcpServer = defineRoute({
  method: 'post',
  path: '/v1/mcp-servers',
  summary: 'Add an MCP server',
  description:
    'Its host must be among those that agents may reach. `state` is `reading` until a worker has read its tools; then ' +
    'each tool waits for its approval.',
  permission: 'mcp:write',
  body: createMcpServerBody,
  status: 201,
  response: mcpServerView,
  idempotent: true,

  async handle({ body, actor, once }) {
    return once<z.input<typeof mcpServerView>>(async (store) => {
      const credentialId = await checked(store, body);
      const { name, url } = body;
      const id = await store.mcp.create({ name, url, credentialId, createdBy: actor.label });
      if (id === undefined) {
        throw new AppError('conflict', `There is an MCP server "${name}" already.`, {
          errors: [{ pointer: '/name', message: 'is the name of another MCP server; choose another one' }],
        });
      }
      const made = await mcpServerOrRefuse(store, id);
      await store.audit.record({
        actor: actor.label,
        action: 'mcp_server.created',
        subject: subjectOf(made),
        after: { name, url, credentialId: body.credentialId ?? null },
      });
      return { status: 201, body: presentMcpServer(made) };
    });
  },
});

/** The UUID of the credential, or null. Throws what is wrong with URL and credential together. */
async function checked(store: Store, { url: text, credentialId: publicId }: Body): Promise<string | null> {
  const url = new URL(text);
  const { egressHosts } = await store.organization.get();
  const id = fromPublicId('credential', publicId ?? '');
  const credential = id === undefined ? undefined : await store.credentials.lock(id);
  const isUnknown = typeof publicId === 'string' && credential === undefined;
  const errors = [
    ...urlErrors(url, egressHosts),
    ...(isUnknown ? [{ pointer: '/credentialId', message: 'names no credential of this organization' }] : []),
    ...(credential === undefined ? [] : hostErrors(url, credential.hosts)),
  ];
  if (errors.length > 0) throw invalidRequest('body', errors);
  return credential?.id ?? null;
}

function urlErrors(url: URL, hosts: readonly string[]): FieldError[] {
  const pointer = '/url';
  if (url.username !== '' || url.password !== '')
    return [{ pointer, message: 'must not have a user or password in it; name a credential instead' }];
  if (coversUrl(hosts, url)) return [];
  return [
    { pointer, message: `${url.host} is not among the hosts that agents may reach; add it there first` },
  ];
}

function hostErrors(url: URL, hosts: readonly string[]): FieldError[] {
  if (coversUrl(hosts, url)) return [];
  return [{ pointer: '/credentialId', message: `is for ${hosts.join(', ')}, not for ${url.host}` }];
}
