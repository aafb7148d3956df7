/** DELETE /v1/skills/{id}: refused while agents have it, for a prompt must not lose a part unnoticed. */
import { skillView } from '../../../domain/contracts/skills.ts';
import { AppError } from '../../../domain/errors.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { ownSkillOrRefuse, presentSkill, subjectOf, wordsOf } from './skill.presenter.ts';

export const deleteSkill = defineRoute({
  method: 'delete',
  path: '/v1/skills/{id}',
  summary: 'Delete a skill',
  description: 'Answers 409 and names the agents while any has it: take it off them, or disable it.',
  permission: 'skills:write',
  params: idParams('skill'),
  status: 200,
  response: skillView,

  async handle({ params, actor, transact }) {
    const detail = await transact(async (store) => {
      await store.skills.hold(params.id);
      const found = await ownSkillOrRefuse(store, params.id);
      const names = found.usedBy.map((agent) => agent.name).join(', ');
      if (names !== '') {
        throw new AppError(
          'conflict',
          `These agents have the skill: ${names}. Take it off them, or disable it.`,
        );
      }
      await store.skills.remove(params.id);
      const [subject, before] = [subjectOf(found), wordsOf(found)];
      await store.audit.record({ actor: actor.label, action: 'skill.deleted', subject, before });
      return found;
    });
    return { body: presentSkill(detail) };
  },
});
