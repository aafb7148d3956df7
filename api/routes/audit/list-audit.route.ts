/** GET /v1/audit: who changed what, newest first. */
import { auditPage, listAuditQuery } from '../../../domain/contracts/audit.ts';
import { toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentEntries } from './audit.presenter.ts';

export const listAudit = defineRoute({
  method: 'get',
  path: '/v1/audit',
  summary: 'List the audit log, newest first',
  description:
    'Every change of configuration and every decision, with who made it and what was before and after.',
  permission: 'audit:read',
  query: listAuditQuery,
  status: 200,
  response: auditPage,

  async handle({ query, transact }) {
    const { actor, action, subjectKind, subjectId } = query;
    const filter = { actor, action, subjectKind, subjectId };
    const page = await transact((store) => store.audit.list(filter, toPageRequest(query)));
    return { body: presentEntries(page) };
  },
});
