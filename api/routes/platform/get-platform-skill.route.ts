/** GET /v1/platform/skills/{id} */
import { platformSkillView } from '../../../domain/contracts/platform.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { answerPlatformSkill, skillFound } from './platform-skill.presenter.ts';

export const getPlatformSkill = defineRoute({
  method: 'get',
  path: '/v1/platform/skills/{id}',
  summary: 'Read a skill of the platform',
  permission: 'staff',
  params: idParams('skill'),
  status: 200,
  response: platformSkillView,

  async handle({ params, ctx }) {
    return answerPlatformSkill(
      await ctx.platform.transact(async (store) => skillFound(await store.skills.get(params.id))),
    );
  },
});
