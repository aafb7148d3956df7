/** GET /v1/audit/export: the chain itself, for whoever wants to check it elsewhere. */
import { auditExport, exportAuditQuery } from '../../../domain/contracts/audit.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { defineRoute } from '../../route.ts';
import { presentExported } from './audit.presenter.ts';

export const exportAudit = defineRoute({
  method: 'get',
  path: '/v1/audit/export',
  summary: 'Export the audit log with all its hashes',
  description:
    'Oldest first, up to 1,000 entries at once; `after` goes on where the last answer ended. ' +
    '`npm run verify-audit` checks the result without this server.',
  permission: 'audit:read',
  query: exportAuditQuery,
  status: 200,
  response: auditExport,

  async handle({ query, actor, transact }) {
    const { rows, hasMore } = await transact((store) => store.audit.chain(query.after, query.limit));
    return {
      body: {
        organizationId: toPublicId('organization', actor.organizationId),
        data: rows.map(presentExported),
        hasMore,
      },
    };
  },
});
