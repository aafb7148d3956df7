/** POST /v1/skills/import: a SKILL.md file becomes a skill. */
import { importSkillBody, skillView } from '../../../domain/contracts/skills.ts';
import { defineRoute } from '../../route.ts';
import { readSkill } from '../agents/agent-files.ts';
import { makeSkill } from './make-skill.ts';

export const importSkill = defineRoute({
  method: 'post',
  path: '/v1/skills/import',
  summary: 'Import a skill from a SKILL.md file',
  permission: 'skills:write',
  body: importSkillBody,
  status: 201,
  response: skillView,
  idempotent: true,

  async handle({ body, actor, once }) {
    const words = readSkill({ path: 'SKILL.md', content: body.content }, '/content');
    return once((store) => makeSkill(store, { ...words, enabled: true }, actor.label));
  },
});
