/** GET /v1/platform/audit/export: the platform's chain itself, for whoever wants to check it elsewhere. */
import { exportAuditQuery, platformAuditExport } from '../../../domain/contracts/audit.ts';
import { defineRoute } from '../../route.ts';
import { presentExported } from '../audit/audit.presenter.ts';

export const exportPlatformAudit = defineRoute({
  method: 'get',
  path: '/v1/platform/audit/export',
  summary: "Export the platform's audit log with all its hashes",
  description:
    'Oldest first, up to 1,000 entries at once; `after` goes on where the last answer ended. ' +
    '`npm run verify-audit` checks the result without this server.',
  permission: 'staff',
  query: exportAuditQuery,
  status: 200,
  response: platformAuditExport,

  async handle({ query, ctx }) {
    const { rows, hasMore } = await ctx.platform.transact((store) =>
      store.audit.chain(query.after, query.limit),
    );
    return { body: { organizationId: null, data: rows.map(presentExported), hasMore } };
  },
});
