/** GET /v1/platform/audit/verify: recomputes the platform's chain and says where, if anywhere, it breaks. */
import { auditVerification, verifyAuditQuery } from '../../../domain/contracts/audit.ts';
import { defineRoute } from '../../route.ts';
import { refuseHalfAHead, verifyChain } from '../audit/verify-chain.ts';

export const verifyPlatformAudit = defineRoute({
  method: 'get',
  path: '/v1/platform/audit/verify',
  summary: "Verify the platform's audit log",
  permission: 'staff',
  query: verifyAuditQuery,
  status: 200,
  response: auditVerification,

  async handle({ query, ctx }) {
    refuseHalfAHead(query);
    return { body: await ctx.platform.transact((store) => verifyChain(store.audit, query)) };
  },
});
