/** DELETE /v1/credentials/{id}: the secret is gone at once; calls that name it fail and say so. */
import { credentialView } from '../../../domain/contracts/credentials.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { factsOf, noCredential, presentCredential, subjectOf } from './credential.presenter.ts';

export const deleteCredential = defineRoute({
  method: 'delete',
  path: '/v1/credentials/{id}',
  summary: 'Delete a credential',
  permission: 'credentials:write',
  params: idParams('credential'),
  status: 200,
  response: credentialView,

  async handle({ params, actor, transact }) {
    const row = await transact(async (store) => {
      const found = await store.credentials.lock(params.id);
      if (found === undefined) throw noCredential();
      const servers = await store.mcp.usersOfCredential(params.id);
      if (servers.length > 0) {
        throw new AppError('conflict', `These MCP servers use it: ${servers.join(', ')}. Remove them first.`);
      }
      await store.credentials.remove(params.id);
      await store.audit.record({
        actor: actor.label,
        action: 'credential.deleted',
        subject: subjectOf(found),
        before: factsOf(found),
      });
      return found;
    });
    return { body: presentCredential(row) };
  },
});
