/** POST /v1/skills/{id}/copy: a skill of the organization's own with the same words. */
import { skillView } from '../../../domain/contracts/skills.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { makeSkill } from './make-skill.ts';
import { skillOrRefuse, wordsOf } from './skill.presenter.ts';

export const copySkill = defineRoute({
  method: 'post',
  path: '/v1/skills/{id}/copy',
  summary: 'Copy a skill',
  description: "The way to change a skill of the platform: the copy is the organization's own.",
  permission: 'skills:write',
  params: idParams('skill'),
  status: 201,
  response: skillView,
  idempotent: true,

  handle: ({ params, actor, once }) =>
    once(async (store) => makeSkill(store, wordsOf(await skillOrRefuse(store, params.id)), actor.label)),
});
