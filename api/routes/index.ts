/** The one list of endpoints: the app, the OpenAPI document and the generated tests are made from it. */
import type { Route } from '../route.ts';
import { AGENT_ROUTES } from './agents/index.ts';
import { countApprovals } from './approvals/count-approvals.route.ts';
import { decideByLink } from './approvals/decide-by-link.route.ts';
import { getApprovalLink } from './approvals/get-approval-link.route.ts';
import { decideApproval } from './approvals/decide-approval.route.ts';
import { decideApprovals } from './approvals/decide-approvals.route.ts';
import { getApproval } from './approvals/get-approval.route.ts';
import { getApprovalSources } from './approvals/get-approval-sources.route.ts';
import { listApprovals } from './approvals/list-approvals.route.ts';
import { exportAudit } from './audit/export-audit.route.ts';
import { listAudit } from './audit/list-audit.route.ts';
import { verifyAudit } from './audit/verify-audit.route.ts';
import { createCredential } from './credentials/create-credential.route.ts';
import { deleteCredential } from './credentials/delete-credential.route.ts';
import { listCredentials } from './credentials/list-credentials.route.ts';
import { rotateCredential } from './credentials/rotate-credential.route.ts';
import { getAgentBudget } from './budgets/get-agent-budget.route.ts';
import { getAgentMetrics } from './budgets/get-agent-metrics.route.ts';
import { getOrganizationBudget } from './budgets/get-organization-budget.route.ts';
import { getUsage } from './budgets/get-usage.route.ts';
import { listBudgets } from './budgets/list-budgets.route.ts';
import { setAgentBudget } from './budgets/set-agent-budget.route.ts';
import { setOrganizationBudget } from './budgets/set-organization-budget.route.ts';
import { getDemo } from './demo/get-demo.route.ts';
import { MCP_SERVER_ROUTES } from './mcp-servers/index.ts';
import { REPLY_ROUTES } from './reply-addresses/index.ts';
import { getEgress } from './organization/get-egress.route.ts';
import { updateEgress } from './organization/update-egress.route.ts';
import { getOrganization } from './organization/get-organization.route.ts';
import { createApiKeyRoute } from './api-keys/create-api-key.route.ts';
import { listApiKeys } from './api-keys/list-api-keys.route.ts';
import { revokeApiKey } from './api-keys/revoke-api-key.route.ts';
import { rotateApiKey } from './api-keys/rotate-api-key.route.ts';
import { acceptInvitation } from './invitations/accept-invitation.route.ts';
import { createInvitation } from './invitations/create-invitation.route.ts';
import { listInvitations } from './invitations/list-invitations.route.ts';
import { revokeInvitation } from './invitations/revoke-invitation.route.ts';
import { listMembers } from './members/list-members.route.ts';
import { removeMember } from './members/remove-member.route.ts';
import { updateMember } from './members/update-member.route.ts';
import { killOrganization } from './organization/kill-organization.route.ts';
import { resumeOrganization } from './organization/resume-organization.route.ts';
import { updateOrganization } from './organization/update-organization.route.ts';
import { foundOrganization } from './organization/found-organization.route.ts';
import { listNotifications } from './notifications/list-notifications.route.ts';
import { readAllNotifications } from './notifications/read-all-notifications.route.ts';
import { readNotification } from './notifications/read-notification.route.ts';
import { beginOidc } from './people/begin-oidc.route.ts';
import { confirmPasswordReset } from './people/confirm-password-reset.route.ts';
import { finishOidc } from './people/finish-oidc.route.ts';
import { getLogInOptions } from './people/get-log-in-options.route.ts';
import { getMe } from './people/get-me.route.ts';
import { listOrganizations } from './people/list-organizations.route.ts';
import { logIn } from './people/log-in.route.ts';
import { logOut } from './people/log-out.route.ts';
import { requestPasswordReset } from './people/request-password-reset.route.ts';
import { signUp } from './people/sign-up.route.ts';
import { archiveSystemAgent } from './platform/archive-system-agent.route.ts';
import { createPlatformSkill } from './platform/create-platform-skill.route.ts';
import { deletePlatformSkill } from './platform/delete-platform-skill.route.ts';
import { exportPlatformAudit } from './platform/export-platform-audit.route.ts';
import { getPlatformSkill } from './platform/get-platform-skill.route.ts';
import { listPlatformAudit } from './platform/list-platform-audit.route.ts';
import { listPlatformKinds } from './platform/list-platform-kinds.route.ts';
import { createSystemAgent } from './platform/create-system-agent.route.ts';
import { getSystemAgent } from './platform/get-system-agent.route.ts';
import { listPlatformOrganizations } from './platform/list-platform-organizations.route.ts';
import { listPlatformSkills } from './platform/list-platform-skills.route.ts';
import { listPlatformTools } from './platform/list-platform-tools.route.ts';
import { listSystemAgentVersions } from './platform/list-system-agent-versions.route.ts';
import { listSystemAgents } from './platform/list-system-agents.route.ts';
import { updatePlatformSkill } from './platform/update-platform-skill.route.ts';
import { setSystemAgentSchedules } from './platform/set-system-agent-schedules.route.ts';
import { updateSystemAgent } from './platform/update-system-agent.route.ts';
import { verifyPlatformAudit } from './platform/verify-platform-audit.route.ts';
import { listKinds } from './registries/list-kinds.route.ts';
import { listTools } from './registries/list-tools.route.ts';
import { getOrganizationRules } from './rules/get-organization-rules.route.ts';
import { listPlatformRules } from './rules/list-platform-rules.route.ts';
import { replaceOrganizationRules } from './rules/replace-organization-rules.route.ts';
import { simulateRules } from './rules/simulate-rules.route.ts';
import { previewSchedule } from './schedules/preview-schedule.route.ts';
import { cancelRun } from './runs/cancel-run.route.ts';
import { createRun } from './runs/create-run.route.ts';
import { getRun } from './runs/get-run.route.ts';
import { getRunLog } from './runs/get-run-log.route.ts';
import { getRunPrompt } from './runs/get-run-prompt.route.ts';
import { listRuns } from './runs/list-runs.route.ts';
import { replayRun } from './runs/replay-run.route.ts';
import { retryRun } from './runs/retry-run.route.ts';
import { streamRunEvents } from './runs/stream-run-events.route.ts';
import { copySkill } from './skills/copy-skill.route.ts';
import { createSkill } from './skills/create-skill.route.ts';
import { deleteSkill } from './skills/delete-skill.route.ts';
import { exportSkill } from './skills/export-skill.route.ts';
import { getSkill } from './skills/get-skill.route.ts';
import { importSkill } from './skills/import-skill.route.ts';
import { listSkills } from './skills/list-skills.route.ts';
import { updateSkill } from './skills/update-skill.route.ts';

export const ROUTES: readonly Route[] = [
  signUp,
  logIn,
  getLogInOptions,
  beginOidc,
  finishOidc,
  logOut,
  getMe,
  requestPasswordReset,
  confirmPasswordReset,
  listOrganizations,
  foundOrganization,
  getOrganization,
  updateOrganization,
  killOrganization,
  resumeOrganization,
  getEgress,
  updateEgress,
  listMembers,
  updateMember,
  removeMember,
  listInvitations,
  createInvitation,
  acceptInvitation,
  revokeInvitation,
  listApiKeys,
  createApiKeyRoute,
  revokeApiKey,
  rotateApiKey,
  listCredentials,
  createCredential,
  rotateCredential,
  deleteCredential,
  ...MCP_SERVER_ROUTES,
  listKinds,
  listTools,
  ...AGENT_ROUTES,
  previewSchedule,
  listRuns,
  createRun,
  getRun,
  getRunLog,
  getRunPrompt,
  streamRunEvents,
  cancelRun,
  retryRun,
  replayRun,
  listNotifications,
  readAllNotifications,
  readNotification,
  ...REPLY_ROUTES,
  listApprovals,
  countApprovals,
  decideApprovals,
  getApproval,
  getApprovalSources,
  decideApproval,
  getApprovalLink,
  decideByLink,
  listPlatformRules,
  getOrganizationRules,
  replaceOrganizationRules,
  simulateRules,
  listSkills,
  createSkill,
  importSkill,
  getSkill,
  updateSkill,
  deleteSkill,
  exportSkill,
  copySkill,
  listSystemAgents,
  createSystemAgent,
  getSystemAgent,
  updateSystemAgent,
  setSystemAgentSchedules,
  archiveSystemAgent,
  listSystemAgentVersions,
  listPlatformSkills,
  createPlatformSkill,
  getPlatformSkill,
  updatePlatformSkill,
  deletePlatformSkill,
  listPlatformKinds,
  listPlatformTools,
  listPlatformOrganizations,
  listPlatformAudit,
  exportPlatformAudit,
  verifyPlatformAudit,
  listAudit,
  exportAudit,
  verifyAudit,
  listBudgets,
  getOrganizationBudget,
  setOrganizationBudget,
  getAgentBudget,
  setAgentBudget,
  getUsage,
  getAgentMetrics,
  getDemo,
];
