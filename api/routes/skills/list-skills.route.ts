/** GET /v1/skills: the platform's and the organization's own. */
import { listSkillsQuery, skillPage } from '../../../domain/contracts/skills.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { defineRoute } from '../../route.ts';
import { presentSkill } from './skill.presenter.ts';

export const listSkills = defineRoute({
  method: 'get',
  path: '/v1/skills',
  summary: 'List skills, newest first',
  permission: 'skills:read',
  query: listSkillsQuery,
  status: 200,
  response: skillPage,

  async handle({ query, transact }) {
    const { q, tag, scope } = query;
    const page = await transact((store) => store.skills.list({ q, tag, scope }, toPageRequest(query)));
    return {
      body: presentPage(page, presentSkill, ({ skill }) => ({ at: skill.createdAt, id: skill.id })),
    };
  },
});
