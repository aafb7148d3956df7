import type { SkillView } from '../../../domain/contracts/skills.ts';
import { AppError } from '../../../domain/errors.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { estimateTokens } from '../../../domain/prompt/tokens.ts';
import type { Store } from '../../../store/database.ts';
import type { SkillDetail } from '../../../store/skills.store.ts';

export function presentSkill({ skill, usedBy }: SkillDetail): SkillView {
  const { title, description, body, tags, enabled, version } = skill;
  return {
    id: toPublicId('skill', skill.id),
    scope: skill.organizationId === null ? 'platform' : 'organization',
    title,
    description,
    body,
    tags,
    enabled,
    version,
    tokens: estimateTokens(`${title}${description}${body}`),
    usedBy: usedBy.map(({ id, name }) => ({ id: toPublicId('agent', id), name })),
    createdAt: skill.createdAt.toISOString(),
    updatedAt: skill.updatedAt.toISOString(),
  };
}

export function etagOf({ skill }: SkillDetail): string {
  return `"${String(skill.version)}"`;
}

/** What the audit log keeps of a skill. */
export function wordsOf({ skill }: SkillDetail) {
  const { title, description, body, tags, enabled } = skill;
  return { title, description, body, tags, enabled };
}

export async function skillOrRefuse(store: Store, id: string): Promise<SkillDetail> {
  const found = await store.skills.get(id);
  if (found === undefined) throw new AppError('not_found', 'There is no such skill.');
  return found;
}

/** One of the organization's own; the platform's are copied, not changed. */
export async function ownSkillOrRefuse(store: Store, id: string): Promise<SkillDetail> {
  const found = await skillOrRefuse(store, id);
  if (found.skill.organizationId !== null) return found;
  throw new AppError(
    'forbidden',
    'This skill belongs to the platform. Copy it (POST /v1/skills/{id}/copy) and change the copy.',
  );
}

export function subjectOf({ skill }: SkillDetail) {
  return { kind: 'skill', id: toPublicId('skill', skill.id) };
}
