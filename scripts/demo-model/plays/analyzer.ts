import { textAt } from '../json.ts';
import { jsonAnswer, once, recordRead, sentences, shorten, spokenIn } from './records.ts';
import type { Play, Scene } from './scene.ts';
import { moodOf, subjectsOf, toDosIn } from './subjects.ts';

/** Reads one record, keeps a note of what it was about, and says the same in its answer. */
export const analyzer: Play = {
  reads: (scene) => once(scene, 'get_object', { id: textAt(scene.input, 'objectId') }),
  acts: (scene) => {
    const analysis = analyse(scene);
    const lines = [analysis.summary, `Mood: ${analysis.sentiment}.`, ...analysis.followUps];
    const note = { aboutId: textAt(scene.input, 'objectId'), kind: 'analysis', text: lines.join('\n') };
    return once(scene, 'add_note', note);
  },
  answer: (scene) => jsonAnswer(scene, analyse(scene)),
};

function analyse(scene: Scene) {
  const { record } = recordRead(scene);
  const name = textAt(record, 'name');
  const { text, day } = spokenIn(record);
  if (name === '')
    return { summary: 'It could not be read.', sentiment: 'neutral', topics: [], followUps: [] };
  const all = `${name}. ${text}`;
  const open = toDosIn(sentences(text)).slice(0, 3);
  const unheard = ['missed', 'unanswered'].includes(textAt(record, 'status'));
  const said = text === '' ? 'Nothing was said.' : shorten(text, 400);
  return {
    summary: `${name} (${day}): ${said}`,
    sentiment: moodOf(all),
    topics: subjectsOf(all).slice(0, 8),
    followUps: unheard ? [`Get back to them: ${name}.`, ...open] : open,
  };
}
