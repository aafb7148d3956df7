/** GET /v1/audit/verify: recomputes the chain and says where, if anywhere, it breaks. */
import { auditVerification, verifyAuditQuery } from '../../../domain/contracts/audit.ts';
import { defineRoute } from '../../route.ts';
import { refuseHalfAHead, verifyChain } from './verify-chain.ts';

export const verifyAudit = defineRoute({
  method: 'get',
  path: '/v1/audit/verify',
  summary: 'Verify the audit log',
  description:
    'A chain whose end was cut off still fits together: pass the `seq` and `hash` of a head that you noted earlier to ' +
    'have it looked for.',
  permission: 'audit:read',
  query: verifyAuditQuery,
  status: 200,
  response: auditVerification,

  async handle({ query, transact }) {
    refuseHalfAHead(query);
    return { body: await transact((store) => verifyChain(store.audit, query)) };
  },
});
