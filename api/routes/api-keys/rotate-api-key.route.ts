/** POST /v1/api-keys/{id}/rotate: a new secret for the same purpose; the old one may live on for a while. */
import type { z } from 'zod';
import { type Role, ROLES } from '../../../domain/access/permissions.ts';
import { newApiKeyView, rotateApiKeyBody } from '../../../domain/contracts/api-keys.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { ApiKeyRow } from '../../../store/api-keys.store.ts';
import { type Actor, makerOf } from '../../auth/actor.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentApiKey } from './api-key.presenter.ts';

export const rotateApiKey = defineRoute({
  method: 'post',
  path: '/v1/api-keys/{id}/rotate',
  summary: 'Rotate an API key',
  description:
    'Makes a key with the same name, scopes and lifetime. The old one stops after `overlapSeconds` (at most seven days), ' +
    'so that programs can be changed over one by one.',
  permission: 'keys:write',
  params: idParams('apiKey'),
  body: rotateApiKeyBody,
  status: 201,
  response: newApiKeyView,
  idempotent: true,

  async handle({ params, body, actor, once }) {
    return once<z.input<typeof newApiKeyView>>(async (store) => {
      const old = await store.apiKeys.lock(params.id);
      if (old === undefined) throw new AppError('not_found', 'There is no such API key.');
      const now = new Date();
      refuseUnlessRotatable(old, actor, now);
      const { row, secret } = await store.apiKeys.create(successorOf(old, actor, now));
      const end = new Date(now.getTime() + body.overlapSeconds * 1000);
      await store.apiKeys.expireAt(
        old.id,
        old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end,
      );
      const view = presentApiKey(row);
      await store.audit.record({
        actor: actor.label,
        action: 'api_key.rotated',
        subject: { kind: 'api_key', id: toPublicId('apiKey', old.id) },
        after: { successor: view.id, overlapSeconds: body.overlapSeconds },
      });
      return { status: 201, body: { ...view, secret }, repeated: { ...view, secret: null } };
    });
  },
});

function successorOf(old: ApiKeyRow, actor: Actor, now: Date) {
  const { name, scopes, personId, createdAt } = old;
  const lifetime = old.expiresAt === null ? undefined : old.expiresAt.getTime() - createdAt.getTime();
  const expiresAt = lifetime === undefined ? null : new Date(now.getTime() + lifetime);
  // Rotating makes nobody's key somebody's.
  const createdBy = old.createdBy?.startsWith('agent:') === true ? old.createdBy : makerOf(actor);
  return { name, scopes, personId, expiresAt, createdBy, role: old.role as Role, rotatedFromId: old.id };
}

/** Whoever gets the new secret has the key's power, so it must be within their own. */
function refuseUnlessRotatable(key: ApiKeyRow, actor: Actor, now: Date): void {
  if (key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now))
    throw new AppError('conflict', 'This key is over. Make a new one instead.');
  const isStronger = ROLES.indexOf(key.role as Role) < ROLES.indexOf(actor.role);
  const beyond = key.scopes.find((scope) => !actor.permissions.some((permission) => permission === scope));
  if (isStronger || beyond !== undefined)
    throw new AppError('forbidden', `This key may more than you (${beyond ?? `role ${key.role}`}).`);
}
