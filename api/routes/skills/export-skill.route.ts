/** GET /v1/skills/{id}/export: the skill as a SKILL.md file. */
import { skillFileView } from '../../../domain/contracts/skills.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { skillFile } from '../agents/agent-files.ts';
import { skillOrRefuse } from './skill.presenter.ts';

export const exportSkill = defineRoute({
  method: 'get',
  path: '/v1/skills/{id}/export',
  summary: 'Export a skill as a SKILL.md file',
  permission: 'skills:read',
  params: idParams('skill'),
  status: 200,
  response: skillFileView,

  async handle({ params, transact }) {
    const { skill } = await transact((store) => skillOrRefuse(store, params.id));
    return { body: { path: 'SKILL.md', content: skillFile(skill) } };
  },
});
