/**
 * POST /v1/credentials: keeps a secret for the organization's agents. It takes no Idempotency-Key: a second request of
 * the same name is a conflict anyway, and the hash of the request that a key keeps would be one of the secret.
 */
import { createCredentialBody, credentialView } from '../../../domain/contracts/credentials.ts';
import { AppError } from '../../../domain/errors.ts';
import { defineRoute } from '../../route.ts';
import { factsOf, presentCredential, subjectOf } from './credential.presenter.ts';

export const createCredential = defineRoute({
  method: 'post',
  path: '/v1/credentials',
  summary: 'Keep a credential',
  description:
    'Agents name it in a call of `http_get`, `http_request` or `http_delete`; the engine adds the secret, and only for the hosts that the ' +
    'credential is for. Kept encrypted; no answer shows it again.',
  permission: 'credentials:write',
  body: createCredentialBody,
  status: 201,
  response: credentialView,

  async handle({ body, actor, transact }) {
    const { headerName = null, ...facts } = body;
    const row = await transact(async (store) => {
      const made = await store.credentials.create({ ...facts, headerName, createdBy: actor.label });
      if (made === undefined) {
        const message = 'is the name of another credential; choose another name, or rotate that one';
        throw new AppError('conflict', `There is a credential "${body.name}" already.`, {
          errors: [{ pointer: '/name', message }],
        });
      }
      await store.audit.record({
        actor: actor.label,
        action: 'credential.created',
        subject: subjectOf(made),
        after: factsOf(made),
      });
      return made;
    });
    return { body: presentCredential(row) };
  },
});
