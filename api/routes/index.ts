/** The one list of endpoints: the app, the OpenAPI document and the generated tests are made from it. */
import type { Route } from '../route.ts';
import { createAgent } from './agents/create-agent.route.ts';
import { getAgent } from './agents/get-agent.route.ts';
import { listAgents } from './agents/list-agents.route.ts';
import { updateAgent } from './agents/update-agent.route.ts';
import { decideApproval } from './approvals/decide-approval.route.ts';
import { decideApprovals } from './approvals/decide-approvals.route.ts';
import { getApproval } from './approvals/get-approval.route.ts';
import { listApprovals } from './approvals/list-approvals.route.ts';
import { exportAudit } from './audit/export-audit.route.ts';
import { listAudit } from './audit/list-audit.route.ts';
import { verifyAudit } from './audit/verify-audit.route.ts';
import { getDemo } from './demo/get-demo.route.ts';
import { getOrganization } from './organization/get-organization.route.ts';
import { listApiKeys } from './organization/list-api-keys.route.ts';
import { listKinds } from './registries/list-kinds.route.ts';
import { listTools } from './registries/list-tools.route.ts';
import { cancelRun } from './runs/cancel-run.route.ts';
import { createRun } from './runs/create-run.route.ts';
import { getRun } from './runs/get-run.route.ts';
import { getRunLog } from './runs/get-run-log.route.ts';
import { getRunPrompt } from './runs/get-run-prompt.route.ts';
import { listRuns } from './runs/list-runs.route.ts';
import { streamRunEvents } from './runs/stream-run-events.route.ts';

export const ROUTES: readonly Route[] = [
  getOrganization,
  listApiKeys,
  listKinds,
  listTools,
  listAgents,
  createAgent,
  getAgent,
  updateAgent,
  listRuns,
  createRun,
  getRun,
  getRunLog,
  getRunPrompt,
  streamRunEvents,
  cancelRun,
  listApprovals,
  decideApprovals,
  getApproval,
  decideApproval,
  listAudit,
  exportAudit,
  verifyAudit,
  getDemo,
];
