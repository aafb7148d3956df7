/** GET /v1/audit/verify: recomputes the chain and says where, if anywhere, it breaks. */
import { auditVerification, verifyAuditQuery } from '../../../domain/contracts/audit.ts';
import type { ChainCheck } from '../../../store/audit-chain.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';

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
    const { seq, hash } = query;
    if ((seq === undefined) !== (hash === undefined)) {
      const pointer = seq === undefined ? '/seq' : '/hash';
      throw invalidRequest('query', [{ pointer, message: 'is missing: a noted head has a seq and a hash' }]);
    }
    const { check, noted } = await transact(async (store) => ({
      check: await store.audit.verify(),
      noted: seq === undefined ? undefined : (await store.audit.chain(seq - 1, 1)).rows[0],
    }));
    const lost =
      seq !== undefined && (noted?.seq !== seq || noted.hash !== hash)
        ? { seq, message: 'the noted head is not in the chain' }
        : null;
    return { body: present(check, check.problem ?? lost) };
  },
});

function present(check: ChainCheck, problem: { seq: number; message: string } | null) {
  return {
    ok: problem === null,
    entries: check.head?.seq ?? 0,
    erasedValues: check.erasedValues,
    head: check.head ?? null,
    problem,
  };
}
