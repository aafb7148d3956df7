/** GET /v1/skills/{id}. */
import { skillView } from '../../../domain/contracts/skills.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { etagOf, presentSkill, skillOrRefuse } from './skill.presenter.ts';

export const getSkill = defineRoute({
  method: 'get',
  path: '/v1/skills/{id}',
  summary: 'Read a skill',
  permission: 'skills:read',
  params: idParams('skill'),
  status: 200,
  response: skillView,

  async handle({ params, transact }) {
    const detail = await transact((store) => skillOrRefuse(store, params.id));
    return { body: presentSkill(detail), headers: { ETag: etagOf(detail) } };
  },
});
