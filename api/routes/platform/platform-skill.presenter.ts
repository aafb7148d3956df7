import type { PlatformSkillView } from '../../../domain/contracts/platform.ts';
import { AppError } from '../../../domain/errors.ts';
import type { PlatformSkill } from '../../../store/platform/platform-skills.ts';
import { etagOf, presentSkill } from '../skills/skill.presenter.ts';

export function presentPlatformSkill(found: PlatformSkill): PlatformSkillView {
  return { ...presentSkill(found), organizationAgents: found.organizationAgents };
}

/** A skill as an answer that can be edited from. */
export function answerPlatformSkill(found: PlatformSkill) {
  return { body: presentPlatformSkill(found), headers: { ETag: etagOf(found) } };
}

/** Throws `not_found`, also for a skill of an organization. */
export function skillFound(found: PlatformSkill | undefined): PlatformSkill {
  if (found === undefined) throw new AppError('not_found', 'The platform has no such skill.');
  return found;
}
