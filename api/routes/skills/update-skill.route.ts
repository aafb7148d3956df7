/** PATCH /v1/skills/{id}: edit a skill against the version that the editor saw. */
import { skillView, updateSkillBody } from '../../../domain/contracts/skills.ts';
import type { SkillWords } from '../../../store/skills.store.ts';
import { changedMeanwhile, requireMatch } from '../../if-match.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { etagOf, ownSkillOrRefuse, presentSkill, subjectOf, wordsOf } from './skill.presenter.ts';

export const updateSkill = defineRoute({
  method: 'patch',
  path: '/v1/skills/{id}',
  summary: 'Edit a skill',
  description: 'Needs `If-Match` with the ETag that was read. Runs that begin afterwards use the new text.',
  permission: 'skills:write',
  params: idParams('skill'),
  body: updateSkillBody,
  requestHeaders: { 'If-Match': 'ETag of the skill as it was read' },
  status: 200,
  response: skillView,

  async handle({ params, body, headers, actor, transact }) {
    const change = Object.fromEntries(
      Object.entries(body).filter(([, value]) => value !== undefined),
    ) as Partial<SkillWords>;
    const detail = await transact(async (store) => {
      const current = await ownSkillOrRefuse(store, params.id);
      requireMatch(headers, etagOf(current), 'skill');
      if (Object.keys(change).length === 0) return current;
      const saved = await store.skills.update(params.id, current.skill.version, change);
      if (saved === undefined) throw changedMeanwhile('skill');
      await store.audit.record({
        actor: actor.label,
        action: 'skill.updated',
        subject: subjectOf(saved),
        before: wordsOf(current),
        after: wordsOf(saved),
      });
      return saved;
    });
    return { body: presentSkill(detail), headers: { ETag: etagOf(detail) } };
  },
});
