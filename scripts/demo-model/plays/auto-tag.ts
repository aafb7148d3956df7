import { textAt } from '../json.ts';
import { jsonAnswer, once, recordRead, spokenIn, worked } from './records.ts';
import type { Play, Scene } from './scene.ts';
import { subjectsOf } from './subjects.ts';

const MOST_TAGS = 5;

/** Tags by what a record and the records around it talk about. */
export const autoTag: Play = {
  reads: (scene) => once(scene, 'get_object', { id: textAt(scene.input, 'objectId') }),
  acts: (scene) => {
    const add = tagsFor(scene);
    return add.length === 0 ? [] : once(scene, 'tag_contact', { id: textAt(scene.input, 'objectId'), add });
  },
  answer: (scene) => {
    const tags = tagsFor(scene);
    const none = 'Nothing in the record speaks for a tag.';
    const why = worked(scene, 'tag_contact') ? 'The record speaks of' : 'Not tagged, though it speaks of';
    return jsonAnswer(scene, { reason: tags.length === 0 ? none : `${why} ${tags.join(', ')}.` });
  },
};

function tagsFor(scene: Scene): string[] {
  const { record, linked } = recordRead(scene);
  const text = [record, ...linked].map((each) => `${textAt(each, 'name')} ${spokenIn(each).text}`).join(' ');
  const wanted: unknown = scene.input.tags;
  const subjects = subjectsOf(text);
  if (!Array.isArray(wanted)) return subjects.slice(0, MOST_TAGS);
  const words = text.toLowerCase();
  const fitting = wanted.filter((tag) => typeof tag === 'string');
  return fitting
    .filter((tag) => subjects.includes(tag.toLowerCase()) || words.includes(tag.toLowerCase()))
    .slice(0, MOST_TAGS);
}
