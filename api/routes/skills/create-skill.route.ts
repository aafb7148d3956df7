/** POST /v1/skills. */
import { createSkillBody, skillView } from '../../../domain/contracts/skills.ts';
import { defineRoute } from '../../route.ts';
import { makeSkill } from './make-skill.ts';

export const createSkill = defineRoute({
  method: 'post',
  path: '/v1/skills',
  summary: 'Create a skill',
  permission: 'skills:write',
  body: createSkillBody,
  status: 201,
  response: skillView,
  idempotent: true,

  handle: ({ body, actor, once }) => once((store) => makeSkill(store, body, actor.label)),
});
