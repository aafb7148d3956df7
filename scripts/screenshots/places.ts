/** Every page of the web UI, with what this installation has to show on it. */
export interface Place {
  readonly name: string;
  readonly path: string;
}

/** Asks `/v1` for a list. */
export type ReadList = <T>(path: string) => Promise<readonly T[]>;

/** For whoever is not signed in. */
export const PUBLIC_PLACES: readonly Place[] = [
  { name: 'sign-in', path: '/login' },
  { name: 'sign-up', path: '/sign-up' },
  { name: 'reset-password', path: '/reset-password' },
  { name: 'reset-password-link', path: '/reset-password?token=unknown' },
  { name: 'approval-link', path: '/approval-link#unknown' },
  { name: 'accept-invitation', path: '/accept-invitation?token=unknown' },
];

const FIXED_PLACES: readonly Place[] = [
  { name: 'agents', path: '/agents' },
  { name: 'new-agent', path: '/agents/new' },
  { name: 'runs', path: '/runs' },
  { name: 'approvals', path: '/approvals' },
  { name: 'approvals-all', path: '/approvals?show=all' },
  { name: 'rules', path: '/rules' },
  { name: 'skills', path: '/skills' },
  { name: 'new-skill', path: '/skills/new' },
  { name: 'organization', path: '/settings/organization' },
  { name: 'budgets', path: '/settings/budgets' },
  { name: 'budgets-by-agent', path: '/settings/budgets?by=agent' },
  { name: 'members', path: '/settings/members' },
  { name: 'replies', path: '/settings/replies' },
  { name: 'keys', path: '/settings/keys' },
  { name: 'outside', path: '/settings/outside' },
  { name: 'credentials', path: '/settings/credentials' },
  { name: 'mcp-servers', path: '/settings/mcp' },
  { name: 'not-found', path: '/nothing-here' },
];

interface Agent {
  readonly id: string;
  readonly kind: string;
  readonly versionNumber: number;
}

interface Run {
  readonly id: string;
  readonly agentId: string;
  readonly kind: string;
  readonly status: string;
  readonly dryRun: boolean;
}

/** Fixed pages, an agent of each kind and all pages of one, a run of each kind and status, a skill of each scope. */
export async function placesOf(read: ReadList): Promise<Place[]> {
  const agents = await read<Agent>('/agents?limit=200');
  const runs = await read<Run>('/runs?limit=200');
  const skills = await read<{ id: string; scope: string }>('/skills?limit=200');
  const approvals = await read<{ id: string; status: string }>('/approvals?limit=100');
  return [
    ...FIXED_PLACES,
    ...oneOfEach(agents, ({ kind }) => kind).map(([kind, { id }]) => place(`agent-${kind}`, `/agents/${id}`)),
    ...placesOfOne(agents.find(({ versionNumber }) => versionNumber > 1) ?? agents[0]),
    ...placesOfFigures(runs[0]?.agentId ?? agents[0]?.id),
    ...oneOfEach(runs, (run) => `${run.kind}-${run.dryRun ? 'dry-' : ''}${run.status}`).map(
      ([name, { id, agentId }]) => place(`run-${name}`, `/agents/${agentId}/runs/${id}`),
    ),
    ...oneOfEach(skills, ({ scope }) => scope).map(([scope, { id }]) =>
      place(`skill-${scope}`, `/skills/${id}`),
    ),
    ...oneOfEach(approvals, ({ status }) => status).map(([status, { id }]) =>
      place(`approval-${status}`, `/approvals?show=all&id=${id}`),
    ),
  ];
}

/** The area of the platform's staff, which nobody else may read. */
export async function staffPlacesOf(read: ReadList): Promise<Place[]> {
  const [agent] = await read<{ id: string }>('/platform/agents?limit=1');
  const [skill] = await read<{ id: string }>('/platform/skills?limit=1');
  return [
    place('platform-agents', '/platform/agents'),
    place('platform-new-agent', '/platform/agents/new'),
    ...(agent === undefined ? [] : [place('platform-agent', `/platform/agents/${agent.id}`)]),
    place('platform-skills', '/platform/skills'),
    place('platform-new-skill', '/platform/skills/new'),
    ...(skill === undefined ? [] : [place('platform-skill', `/platform/skills/${skill.id}`)]),
    place('platform-organizations', '/platform/organizations'),
    place('platform-changes', '/platform/changes'),
  ];
}

function place(name: string, path: string): Place {
  return { name, path };
}

/** Best one that was edited: its history has something to show. */
function placesOfOne(agent: Agent | undefined): Place[] {
  if (agent === undefined) return [];
  return [
    place('agent-edit', `/agents/${agent.id}/edit`),
    place('agent-history', `/agents/${agent.id}/history`),
  ];
}

/** Of an agent that has run, if there is one. */
function placesOfFigures(agentId: string | undefined): Place[] {
  if (agentId === undefined) return [];
  return [
    place('agent-metrics', `/agents/${agentId}/metrics`),
    place('agent-metrics-tables', `/agents/${agentId}/metrics?tables=cost,tokens,runs,time,wait`),
  ];
}

function oneOfEach<T>(items: readonly T[], nameOf: (item: T) => string): [string, T][] {
  return [...new Map(items.map((item) => [nameOf(item), item]))];
}
