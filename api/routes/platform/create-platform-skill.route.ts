/** POST /v1/platform/skills: organizations see it at once. */
import { platformSkillView } from '../../../domain/contracts/platform.ts';
import { createSkillBody } from '../../../domain/contracts/skills.ts';
import { defineRoute } from '../../route.ts';
import { subjectOf, wordsOf } from '../skills/skill.presenter.ts';
import { answerPlatformSkill } from './platform-skill.presenter.ts';

export const createPlatformSkill = defineRoute({
  method: 'post',
  path: '/v1/platform/skills',
  summary: 'Create a skill of the platform',
  description: 'Every organization can read, attach and copy it at once.',
  permission: 'staff',
  body: createSkillBody,
  status: 201,
  response: platformSkillView,

  async handle({ body, actor, ctx }) {
    const made = await ctx.platform.transact(async (store) => {
      const skill = await store.skills.create(body);
      const subject = subjectOf(skill);
      await store.audit.record({
        actor: actor.label,
        action: 'skill.created',
        subject,
        after: wordsOf(skill),
      });
      return skill;
    });
    const { body: view, headers } = answerPlatformSkill(made);
    return { body: view, headers: { Location: `/v1/platform/skills/${view.id}`, ...headers } };
  },
});
