/** DELETE /v1/platform/skills/{id}: refused while agents have it, here or in any organization. */
import { platformSkillView } from '../../../domain/contracts/platform.ts';
import { AppError } from '../../../domain/errors.ts';
import type { PlatformSkill } from '../../../store/platform/platform-skills.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { subjectOf, wordsOf } from '../skills/skill.presenter.ts';
import { presentPlatformSkill, skillFound } from './platform-skill.presenter.ts';

export const deletePlatformSkill = defineRoute({
  method: 'delete',
  path: '/v1/platform/skills/{id}',
  summary: 'Delete a skill of the platform',
  description: 'Answers 409 with how many agents have it while any does: disable it instead.',
  permission: 'staff',
  params: idParams('skill'),
  status: 200,
  response: platformSkillView,

  async handle({ params, actor, ctx }) {
    const removed = await ctx.platform.transact(async (store) => {
      const found = skillFound(await store.skills.getToRemove(params.id));
      refuseWhileUsed(found);
      await store.skills.remove(params.id);
      const [subject, before] = [subjectOf(found), wordsOf(found)];
      await store.audit.record({ actor: actor.label, action: 'skill.deleted', subject, before });
      return found;
    });
    return { body: presentPlatformSkill(removed) };
  },
});

function refuseWhileUsed({ usedBy, organizationAgents }: PlatformSkill): void {
  if (usedBy.length + organizationAgents === 0) return;
  throw new AppError(
    'conflict',
    `System agents that have the skill: ${String(usedBy.length)}; agents of organizations: ` +
      `${String(organizationAgents)}. Disable it (PATCH with "enabled": false), and runs leave it out.`,
  );
}
