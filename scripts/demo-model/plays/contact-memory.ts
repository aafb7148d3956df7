import { listAt, objectAt, textAt } from '../json.ts';
import { jsonAnswer, once, shorten, spokenIn, worked } from './records.ts';
import { resultOf } from './scene.ts';
import type { Play, Scene } from './scene.ts';
import { subjectsOf } from './subjects.ts';

/** Looks at a contact and at what is remembered already, and remembers what is new. */
export const contactMemory: Play = {
  reads: (scene) => {
    const id = textAt(scene.input, 'contactId');
    return [...once(scene, 'get_contact', { id }), ...once(scene, 'recall', { aboutId: id, limit: 10 })];
  },
  acts: (scene) => {
    const text = memoryOf(scene);
    return text === '' ? [] : once(scene, 'remember', { text, aboutId: textAt(scene.input, 'contactId') });
  },
  answer: (scene) => {
    const text = memoryOf(scene);
    if (text === '') return jsonAnswer(scene, { summary: 'There is nothing new to remember.' });
    const done = worked(scene, 'remember') ? 'Remembered' : 'Not remembered';
    return jsonAnswer(scene, { summary: `${done}: ${text}` });
  },
};

function memoryOf(scene: Scene): string {
  const data = resultOf(scene, 'get_contact');
  if (!data) return '';
  const name = textAt(objectAt(data, 'contact'), 'name');
  const recent = listAt(data, 'recent');
  const said = recent.map(spokenIn).filter((each) => each.inbound && each.text !== '');
  const subjects = subjectsOf(said.map((each) => each.text).join(' '));
  const booking = recent.find((record) => textAt(record, 'type') === 'booking');
  const parts = [
    said[0] === undefined || subjects.length === 0
      ? ''
      : `${name} was last in touch on ${said[0].day}, about ${subjects.slice(0, 4).join(', ')}.`,
    booking === undefined ? '' : `Latest booking: ${textAt(booking, 'name')}.`,
  ];
  const text = shorten(parts.filter((part) => part !== '').join(' '), 800);
  const known = listAt(resultOf(scene, 'recall'), 'memories').map((memory) => textAt(memory, 'text'));
  return known.includes(text) ? '' : text;
}
