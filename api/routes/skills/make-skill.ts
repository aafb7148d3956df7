/** Every door that makes a skill makes it here. */
import type { Store } from '../../../store/database.ts';
import type { SkillWords } from '../../../store/skills.store.ts';
import type { Answer } from '../../route.ts';
import { etagOf, presentSkill, subjectOf, wordsOf } from './skill.presenter.ts';

export async function makeSkill(
  store: Store,
  words: SkillWords,
  actor: string,
): Promise<Answer<ReturnType<typeof presentSkill>>> {
  const detail = await store.skills.create(words);
  const subject = subjectOf(detail);
  await store.audit.record({ actor, action: 'skill.created', subject, after: wordsOf(detail) });
  const body = presentSkill(detail);
  return { status: 201, body, headers: { Location: `/v1/skills/${body.id}`, ETag: etagOf(detail) } };
}
