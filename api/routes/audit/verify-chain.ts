/** Recomputes a chain, and looks in it for a head that somebody noted earlier. */
import type { z } from 'zod';
import type { auditVerification, verifyAuditQuery } from '../../../domain/contracts/audit.ts';
import type { AuditStore } from '../../../store/audit.store.ts';
import { invalidRequest } from '../../validation/parse.ts';

type Query = z.output<typeof verifyAuditQuery>;

/** Throws `invalid_request` when only one half of a head is given. */
export function refuseHalfAHead({ seq, hash }: Query): void {
  if ((seq === undefined) === (hash === undefined)) return;
  const pointer = seq === undefined ? '/seq' : '/hash';
  throw invalidRequest('query', [{ pointer, message: 'is missing: a noted head has a seq and a hash' }]);
}

export async function verifyChain(
  audit: AuditStore,
  { seq, hash }: Query,
): Promise<z.input<typeof auditVerification>> {
  const check = await audit.verify();
  const noted = seq === undefined ? undefined : (await audit.chain(seq - 1, 1)).rows[0];
  const lost =
    seq !== undefined && (noted?.seq !== seq || noted.hash !== hash)
      ? { seq, message: 'the noted head is not in the chain' }
      : null;
  const problem = check.problem ?? lost;
  return {
    ok: problem === null,
    entries: check.head?.seq ?? 0,
    erasedValues: check.erasedValues,
    head: check.head ?? null,
    problem,
  };
}
