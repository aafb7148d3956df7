import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { findKind } from '../../domain/kinds/registry.ts';
import { newId } from '../../store/new-id.ts';
import { createClient, json } from '../../store/prisma.ts';
export interface BuiltAgent { readonly agentId: string; readonly versionId: string; readonly kind: string }
const pool = { max: 2, connectionTimeoutMs: 5000, statementTimeoutMs: 15000 };
export async function buildOrganization(systemUrl: string) {
  const client = createClient(systemUrl, pool); const id = newId();
  await client.organization.create({ data: { id, name: `Org ${id.slice(-6)}`, timeZone: 'Europe/Berlin' } });
  await client.$disconnect(); return { organizationId: id };
}
export async function buildAgent(systemUrl: string, organizationId: string, o: { name?: string; kind?: string; status?: string; spec?: Record<string, unknown> } = {}): Promise<BuiltAgent> {
  const client = createClient(systemUrl, pool); const kind = o.kind ?? 'custom_report';
  const spec = agentSpecSchema.parse({ ...findKind(kind)?.defaultSpec, ...o.spec });
  const agentId = newId(); const versionId = newId(); const name = o.name ?? 'Agent';
  await client.$transaction([
    client.agent.create({ data: { id: agentId, organizationId, name, kind, status: o.status ?? 'active', currentVersionId: versionId } }),
    client.agentVersion.create({ data: { id: versionId, organizationId, agentId, number: 1, title: 'Created', author: 'test', name, kind, spec: json(spec) } }),
  ]);
  await client.$disconnect(); return { agentId, versionId, kind };
}
