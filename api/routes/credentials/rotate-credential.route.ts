/** PUT /v1/credentials/{id}: another secret under the same name. */
import { credentialView, rotateCredentialBody } from '../../../domain/contracts/credentials.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { factsOf, noCredential, presentCredential, subjectOf } from './credential.presenter.ts';

export const rotateCredential = defineRoute({
  method: 'put',
  path: '/v1/credentials/{id}',
  summary: 'Rotate a credential',
  description:
    'Replaces the secret and the hosts it is for. Both are given together: nobody can send a secret that they do not ' +
    'know to a host of their choice.',
  permission: 'credentials:write',
  params: idParams('credential'),
  body: rotateCredentialBody,
  status: 200,
  response: credentialView,

  async handle({ params, body, actor, transact }) {
    const row = await transact(async (store) => {
      const before = await store.credentials.lock(params.id);
      if (before === undefined) throw noCredential();
      await store.credentials.replace(params.id, body);
      const after = await store.credentials.lock(params.id);
      if (after === undefined) throw noCredential();
      await store.audit.record({
        actor: actor.label,
        action: 'credential.rotated',
        subject: subjectOf(after),
        before: factsOf(before),
        after: factsOf(after),
      });
      return after;
    });
    return { body: presentCredential(row) };
  },
});
