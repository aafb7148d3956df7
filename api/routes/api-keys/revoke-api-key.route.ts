/** DELETE /v1/api-keys/{id}: the key stops working at once. */
import { apiKeyView } from '../../../domain/contracts/api-keys.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { presentApiKey } from './api-key.presenter.ts';

export const revokeApiKey = defineRoute({
  method: 'delete',
  path: '/v1/api-keys/{id}',
  summary: 'Revoke an API key',
  permission: 'keys:write',
  params: idParams('apiKey'),
  status: 200,
  response: apiKeyView,

  async handle({ params, actor, transact }) {
    const key = await transact(async (store) => {
      const found = await store.apiKeys.lock(params.id);
      if (found === undefined) throw new AppError('not_found', 'There is no such API key.');
      if (found.revokedAt !== null) return found;
      const revokedAt = new Date();
      await store.apiKeys.revoke(found.id, revokedAt);
      await store.audit.record({
        actor: actor.label,
        action: 'api_key.revoked',
        subject: { kind: 'api_key', id: presentApiKey(found).id },
      });
      return { ...found, revokedAt };
    });
    return { body: presentApiKey(key) };
  },
});
