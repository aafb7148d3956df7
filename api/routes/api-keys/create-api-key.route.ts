/** POST /v1/api-keys: a key for a program, with at most the power of whoever makes it. */
import type { z } from 'zod';
import { createApiKeyBody, newApiKeyView } from '../../../domain/contracts/api-keys.ts';
import { type Actor, makerOf } from '../../auth/actor.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { presentApiKey } from './api-key.presenter.ts';

type Body = z.output<typeof createApiKeyBody>;
type View = z.input<typeof newApiKeyView>;

export const createApiKeyRoute = defineRoute({
  method: 'post',
  path: '/v1/api-keys',
  summary: 'Make an API key',
  description:
    'The `secret` is shown once. A key never may more than its maker: not when it is made, and not after the maker got ' +
    'a lesser role or left.',
  permission: 'keys:write',
  body: createApiKeyBody,
  status: 201,
  response: newApiKeyView,
  idempotent: true,

  async handle({ body, actor, once }) {
    refuseTooMuch(body, actor);
    const { name } = body;
    const scopes = [...new Set(body.scopes)];
    const expiresAt = body.expiresAt === undefined ? null : new Date(body.expiresAt);
    return once<View>(async (store) => {
      const personId = actor.personId ?? null;
      const facts = { name, scopes, expiresAt, role: actor.role, createdBy: makerOf(actor), personId };
      const { row, secret } = await store.apiKeys.create(facts);
      const view = presentApiKey(row);
      await store.audit.record({
        actor: actor.label,
        action: 'api_key.created',
        subject: { kind: 'api_key', id: view.id },
        after: { name, scopes, role: view.role, expiresAt: view.expiresAt },
      });
      return { status: 201, body: { ...view, secret }, repeated: { ...view, secret: null } };
    });
  },
});

function refuseTooMuch({ scopes, expiresAt }: Body, actor: Actor): void {
  const errors = scopes.flatMap((scope, index) =>
    actor.permissions.includes(scope)
      ? []
      : [{ pointer: `/scopes/${String(index)}`, message: `${scope} is more than you may do yourself` }],
  );
  if (expiresAt !== undefined && new Date(expiresAt) <= new Date())
    errors.push({ pointer: '/expiresAt', message: 'must be in the future' });
  if (errors.length > 0) throw invalidRequest('body', errors);
}
