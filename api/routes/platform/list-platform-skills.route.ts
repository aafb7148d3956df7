/** GET /v1/platform/skills: what every organization can read, attach and copy. */
import { platformSkillPage } from '../../../domain/contracts/platform.ts';
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentPlatformSkill } from './platform-skill.presenter.ts';

export const listPlatformSkills = defineRoute({
  method: 'get',
  path: '/v1/platform/skills',
  summary: 'List the skills of the platform, newest first',
  permission: 'staff',
  query: pageQuery,
  status: 200,
  response: platformSkillPage,

  async handle({ query, ctx }) {
    const page = await ctx.platform.transact((store) => store.skills.list(toPageRequest(query)));
    return {
      body: presentPage(page, presentPlatformSkill, ({ skill }) => ({ at: skill.createdAt, id: skill.id })),
    };
  },
});
