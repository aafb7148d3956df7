/** Every route, asked by one organization for what is another's. Made from the list of routes. */
import { ROUTES } from '../../api/routes/index.ts';
import type { Route } from '../../api/route.ts';
import { type IdKind, ID_PREFIXES, toPublicId } from '../../domain/ids.ts';
import type { TestApi } from '../support/api-server.ts';
import type { Tenant } from '../support/tenant.ts';
import type { Visitor } from '../support/visitor.ts';

export interface Finding {
  readonly route: string;
  readonly what: string;
}

/** Which kind of id stands behind a segment of a path. */
const KINDS: Readonly<Record<string, IdKind>> = {
  agents: 'agent',
  versions: 'agentVersion',
  runs: 'run',
  approvals: 'approval',
  // Of a mail: the approval's id is no token.
  links: 'approval',
  'api-keys': 'apiKey',
  members: 'member',
  invitations: 'invitation',
  skills: 'skill',
  schedules: 'schedule',
  notifications: 'notification',
  organizations: 'organization',
  credentials: 'credential',
  'mcp-servers': 'mcpServer',
  tools: 'mcpTool',
  'reply-addresses': 'replyAddress',
};

/** Public ids of the rows of a tenant. */
export function idsOf(tenant: Tenant): Readonly<Record<IdKind, string>> {
  const { organizationId, runId, otherId, agent } = tenant;
  const own: Partial<Record<IdKind, string>> = {
    organization: organizationId,
    run: runId,
    agent: agent.agentId,
    agentVersion: agent.versionId,
  };
  const kinds = Object.keys(ID_PREFIXES) as IdKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, toPublicId(kind, own[kind] ?? otherId)])) as Record<
    IdKind,
    string
  >;
}

/** Bodies that name what is the victim's, right as far as they go. */
function bodyOf(route: Route, ids: Readonly<Record<IdKind, string>>, { canary }: Tenant): unknown {
  const bodies: Readonly<Record<string, unknown>> = {
    'post /v1/runs': { agentId: ids.agent, input: {} },
    'post /v1/runs/{id}/replay': { fromTurn: 1 },
    'post /v1/approvals/decisions': { decisions: [{ id: ids.approval, decision: 'approve' }] },
    'post /v1/approvals/{id}/decision': { decision: 'approve' },
    'patch /v1/agents/{id}': { name: 'Taken over', spec: { skillIds: [ids.skill] } },
    'post /v1/agents': { name: 'Thief', kind: 'custom_report', spec: { skillIds: [ids.skill] } },
    'put /v1/agents/{id}/skills': { skillIds: [ids.skill] },
    'put /v1/agents/{id}/grants': { tools: [] },
    'patch /v1/skills/{id}': { title: 'Taken over' },
    'put /v1/mcp-servers/{id}/tools/{toolId}': { hash: '0'.repeat(64) },
    'put /v1/credentials/{id}': { hosts: ['evil.example.com'], secret: 'taken-over' },
    'patch /v1/members/{id}': { role: 'viewer' },
    'post /v1/reply-addresses/{id}/confirm': { code: 'K7Q2M9XA' },
    'post /v1/simulator/messages': {
      channel: 'simulator',
      from: `${canary}@phone.test`,
      text: 'YES K7Q2M9XA',
    },
    'post /v1/rules/simulate': { agentId: ids.agent, toolName: 'send_message', arguments: {} },
  };
  return bodies[`${route.method} ${route.path}`] ?? {};
}

function pathOf(route: Route, ids: Readonly<Record<IdKind, string>>): string {
  return route.path.replaceAll(/\/([^/]+)\/\{(\w+)\}/g, (_, segment: string, parameter: string) => {
    const kind = KINDS[segment];
    if (kind === undefined) throw new Error(`Say in KINDS what {${parameter}} of ${route.path} is an id of.`);
    return `/${segment}/${ids[kind]}`;
  });
}

/** Questions to a route: as it is, and narrowed down to what is the victim's. */
function queriesOf(route: Route, victim: Tenant): string[] {
  if (route.method !== 'get') return [''];
  const ids = idsOf(victim);
  const narrowed = Object.entries({
    q: victim.canary,
    agentId: ids.agent,
    runId: ids.run,
    actor: victim.canary,
    from: toPublicId('agentVersion', victim.agent.versionId),
    limit: '200',
  });
  return ['', ...narrowed.map(([name, value]) => `?${new URLSearchParams({ [name]: value }).toString()}`)];
}

/** Headers that say who asks; none for a stranger. */
export type Asker = Readonly<Record<string, string>>;

export function withKey(key: string): Asker {
  return { authorization: `Bearer ${key}` };
}

/** A logged-in person, who may also claim to act in an organization. */
export function loggedIn(api: TestApi, visitor: Visitor, organizationId?: string): Asker {
  const claimed = organizationId === undefined ? {} : { 'x-steward-organization': organizationId };
  return { origin: api.url, cookie: visitor.cookie, ...claimed };
}

/** Ends the log-in of whoever asks: after it every question would be a stranger's. */
const LOG_OUT = '/v1/logout';

/** Asks everything of the victim; answers what came out that should not have. */
export async function attack(api: TestApi, victim: Tenant, asker: Asker): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const route of ROUTES.filter(({ path }) => path !== LOG_OUT)) {
    for (const query of queriesOf(route, victim)) {
      findings.push(...(await ask(api, victim, route, query, asker)));
    }
  }
  return findings;
}

async function ask(
  api: TestApi,
  victim: Tenant,
  route: Route,
  query: string,
  asker: Asker,
): Promise<Finding[]> {
  const ids = idsOf(victim);
  const path = pathOf(route, ids) + query;
  const body = route.method === 'get' ? undefined : bodyOf(route, ids, victim);
  const answer = await send(api, route, path, body, asker);
  const name = `${route.method.toUpperCase()} ${route.path}${query}`;
  const sent = path + JSON.stringify(body ?? '') + query;
  const secrets = [victim.canary, ...Object.values(ids)].filter((secret) => !sent.includes(secret));
  const leaks = secrets.filter((secret) => answer.text.includes(secret));
  const findings = leaks.map((secret) => ({
    route: name,
    what: `shows ${secret} (${String(answer.status)})`,
  }));
  if (answer.status < 300 && route.path.includes('{')) findings.push({ route: name, what: 'succeeds' });
  if (answer.status >= 500) findings.push({ route: name, what: `fails with ${String(answer.status)}` });
  return findings;
}

/** A stream is read for a moment: what it has to say of the past comes at once. */
async function send(
  api: TestApi,
  route: Route,
  path: string,
  body: unknown,
  asker: Asker,
): Promise<{ status: number; text: string }> {
  if (route.kind === 'json') {
    const headers = { 'if-match': '"1"', ...asker };
    return api.request(route.method.toUpperCase(), path, { body, headers });
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 500);
  let text = '';
  try {
    const response = await fetch(api.url + path, { headers: asker, signal: abort.signal });
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? [])
        text += decoder.decode(chunk as Uint8Array, { stream: true });
    } catch {
      // Read long enough.
    }
    return { status: response.status, text };
  } finally {
    clearTimeout(timer);
  }
}

/** A fingerprint of all rows of an organization, table by table: whatever is written to it shows. */
export async function fingerprint(api: TestApi, organizationId: string): Promise<Record<string, string>> {
  const tables = await api.sql<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'organization_id' ORDER BY 1`,
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await api.sql<{ print: string }>(
      `SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS print
       FROM "${name}" t WHERE organization_id = $1`,
      [organizationId],
    );
    prints[name] = row?.print ?? '';
  }
  return prints;
}
