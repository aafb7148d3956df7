/** GET /v1/platform/audit: who of the staff changed what, newest first. */
import { auditPage, listAuditQuery } from '../../../domain/contracts/audit.ts';
import { toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentEntries } from '../audit/audit.presenter.ts';

export const listPlatformAudit = defineRoute({
  method: 'get',
  path: '/v1/platform/audit',
  summary: "List the platform's audit log, newest first",
  description:
    'Every change of system agents and platform skills. It is a chain of its own, which no organization sees.',
  permission: 'staff',
  query: listAuditQuery,
  status: 200,
  response: auditPage,

  async handle({ query, ctx }) {
    const { actor, action, subjectKind, subjectId } = query;
    const filter = { actor, action, subjectKind, subjectId };
    const page = await ctx.platform.transact((store) => store.audit.list(filter, toPageRequest(query)));
    return { body: presentEntries(page) };
  },
});
