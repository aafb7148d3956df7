/** An agent of the platform and its clone in an organization, written past the API. */
import { type AgentSpec, agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { toPublicId } from '../../domain/ids.ts';
import { newId } from '../../store/new-id.ts';
import type { TestApi } from './api-server.ts';

export interface Clone {
  /** Public id of the clone. */
  readonly agentId: string;
  /** UUID of the system agent. */
  readonly sourceId: string;
  /** Gives the system agent another version. */
  readonly publish: (spec: Partial<AgentSpec>) => Promise<void>;
}

const KIND = 'dashboard_briefing';

export async function createClone(
  api: TestApi,
  organizationId: string,
  spec: Partial<AgentSpec> = {},
): Promise<Clone> {
  const [sourceId, agentId] = [newId(), newId()];
  const insertVersion = async (owner: string | null, agent: string, number: number, of: object) => {
    const id = newId();
    await api.sql(
      `INSERT INTO agent_version (id, organization_id, agent_id, number, title, author, name, kind, spec)
       VALUES ($1, $2, $3, $4, 'Published', 'platform', 'Briefing', $5, $6)`,
      [id, owner, agent, number, KIND, JSON.stringify(agentSpecSchema.parse(of))],
    );
    await api.sql('UPDATE agent SET current_version_id = $1 WHERE id = $2', [id, agent]);
  };
  const insertAgent = (id: string, owner: string | null) =>
    api.sql(
      `INSERT INTO agent (id, organization_id, name, kind, status, is_system_agent, is_system_default, system_source_id,
         system_source_version, current_version_id)
       VALUES ($1, $2::uuid, 'Briefing', $3, 'active', $2::uuid IS NULL, $2::uuid IS NOT NULL, $4, $5, $1)`,
      owner === null ? [id, owner, KIND, null, null] : [id, owner, KIND, sourceId, 1],
    );
  await insertAgent(sourceId, null);
  await insertVersion(null, sourceId, 1, spec);
  await insertAgent(agentId, organizationId);
  await insertVersion(organizationId, agentId, 1, spec);
  let number = 1;
  return {
    agentId: toPublicId('agent', agentId),
    sourceId,
    publish: (next) => {
      number += 1;
      return insertVersion(null, sourceId, number, next);
    },
  };
}

/** A skill of an organization, or of the platform; answers its public id. */
export async function createSkillRow(
  api: TestApi,
  organizationId: string | null,
  more: { readonly title?: string; readonly enabled?: boolean } = {},
): Promise<string> {
  const id = newId();
  await api.sql(
    `INSERT INTO skill (id, organization_id, title, description, body, tags, enabled)
     VALUES ($1, $2, $3, 'When prices are asked for', 'Look them up.', '{prices}', $4)`,
    [id, organizationId, more.title ?? 'Prices', more.enabled ?? true],
  );
  return toPublicId('skill', id);
}
