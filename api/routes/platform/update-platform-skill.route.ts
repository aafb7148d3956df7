/** PATCH /v1/platform/skills/{id}: edit or switch off a skill that organizations may have attached. */
import { platformSkillView } from '../../../domain/contracts/platform.ts';
import { updateSkillBody } from '../../../domain/contracts/skills.ts';
import type { SkillWords } from '../../../store/skills.store.ts';
import { changedMeanwhile, requireMatch } from '../../if-match.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { etagOf, subjectOf, wordsOf } from '../skills/skill.presenter.ts';
import { answerPlatformSkill, skillFound } from './platform-skill.presenter.ts';

export const updatePlatformSkill = defineRoute({
  method: 'patch',
  path: '/v1/platform/skills/{id}',
  summary: 'Edit a skill of the platform',
  description:
    'Runs that begin afterwards use the new text, in every organization; with `enabled` false they leave the skill ' +
    'out and their log says so. Needs `If-Match` with the ETag that was read.',
  permission: 'staff',
  params: idParams('skill'),
  body: updateSkillBody,
  requestHeaders: { 'If-Match': 'ETag of the skill as it was read' },
  status: 200,
  response: platformSkillView,

  async handle({ params, body, headers, actor, ctx }) {
    const change = Object.fromEntries(
      Object.entries(body).filter(([, value]) => value !== undefined),
    ) as Partial<SkillWords>;
    const detail = await ctx.platform.transact(async (store) => {
      const current = skillFound(await store.skills.get(params.id));
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
    return answerPlatformSkill(detail);
  },
});
