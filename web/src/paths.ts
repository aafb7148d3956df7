/** Where on the edit page the draft is tried. */
export const TRY_IT = '#try-it';

/** Every address inside the app is built here, so that a renamed page breaks at compile time. */
export const paths = {
  signIn: (next?: string) => (next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`),
  signUp: (invitation?: string) => withQuery('/sign-up', invitation === undefined ? {} : { invitation }),
  resetPassword: () => '/reset-password',
  acceptInvitation: (token: string) => withQuery('/accept-invitation', { token }),
  organization: () => '/settings/organization',
  budgets: () => '/settings/budgets',
  members: () => '/settings/members',
  replies: () => '/settings/replies',
  keys: () => '/settings/keys',
  outside: () => '/settings/outside',
  credentials: () => '/settings/credentials',
  mcpServers: () => '/settings/mcp',
  rules: () => '/rules',
  skills: (filters: Readonly<Record<string, string>> = {}) => withQuery('/skills', filters),
  newSkill: () => '/skills/new',
  skill: (skillId: string) => `/skills/${skillId}`,
  platformAgents: () => '/platform/agents',
  newPlatformAgent: () => '/platform/agents/new',
  platformAgent: (agentId: string) => `/platform/agents/${agentId}`,
  platformSkills: () => '/platform/skills',
  newPlatformSkill: () => '/platform/skills/new',
  platformSkill: (skillId: string) => `/platform/skills/${skillId}`,
  platformOrganizations: () => '/platform/organizations',
  platformChanges: () => '/platform/changes',
  agents: () => '/agents',
  newAgent: () => '/agents/new',
  agent: (agentId: string) => `/agents/${agentId}`,
  agentHistory: (agentId: string) => `/agents/${agentId}/history`,
  agentMetrics: (agentId: string) => `/agents/${agentId}/metrics`,
  editAgent: (agentId: string) => `/agents/${agentId}/edit`,
  tryAgent: (agentId: string) => `/agents/${agentId}/edit${TRY_IT}`,
  run: (agentId: string, runId: string) => `/agents/${agentId}/runs/${runId}`,
  /** A tool call of the run, such as `2.0`. */
  runStep: (agentId: string, runId: string, step: string) =>
    withQuery(`/agents/${agentId}/runs/${runId}`, { step }),
  runs: (filters: Readonly<Record<string, string>> = {}) => withQuery('/runs', filters),
  approvals: (approvalId?: string) =>
    withQuery('/approvals', approvalId === undefined ? {} : { id: approvalId }),
  apiDocs: () => '/docs',
} as const;

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
