import { objectAt, textAt } from '../json.ts';
import { fitArguments } from './fit-arguments.ts';
import { jsonAnswer, once, recordRead, sentences, shorten, spokenIn } from './records.ts';
import { offered } from './scene.ts';
import type { Call, Play, Scene } from './scene.ts';
import { toDosIn } from './subjects.ts';

const MOST_TASKS = 5;
const DAY = /\b\d{4}-\d{2}-\d{2}\b/;
const URGENT = /\b(?:urgent\w*|immediately|asap|dringend\w*|sofort|heute|today)\b/i;

/** One task for each sentence that asks for something or promises it. */
export const taskExtraction: Play = {
  reads: (scene) => {
    const id = textAt(scene.input, 'objectId');
    return id === '' ? [] : once(scene, 'get_object', { id });
  },
  acts: (scene) => {
    const tool = offered(scene, 'create_task');
    if (!tool || tried(scene)) return [];
    return found(scene).map((wanted): Call => ({ name: tool.name, arguments: fitArguments(tool, wanted) }));
  },
  answer: (scene) => jsonAnswer(scene, { summary: report(scene) }),
};

function found(scene: Scene) {
  const objectId = textAt(scene.input, 'objectId');
  const { record } = recordRead(scene);
  const parts = sentences(`${textAt(scene.input, 'text')}\n${spokenIn(record).text}`);
  const missed = textAt(record, 'status') === 'missed';
  const contact = textAt(objectAt(record, 'properties'), 'contact');
  const titles = [...(missed ? [`Call ${contact || 'them'} back`] : []), ...toDosIn(parts)];
  return [...new Set(titles)].slice(0, MOST_TASKS).map((title) => {
    const due = DAY.exec(title)?.[0];
    return {
      title: shorten(title, 150),
      priority: URGENT.test(title) || missed ? 'high' : 'medium',
      ...(due === undefined ? {} : { due }),
      ...(objectId === '' ? {} : { aboutId: objectId }),
    };
  });
}

function tried(scene: Scene): boolean {
  return scene.results.some((outcome) => outcome.name === 'create_task');
}

function report(scene: Scene): string {
  if (!tried(scene)) return 'There is nothing in it that has to be done.';
  const made = scene.results.filter((outcome) => outcome.name === 'create_task' && !outcome.error);
  if (made.length === 0) return 'What has to be done was found, but no task was created.';
  return `Created: ${made.map((outcome) => textAt(outcome.data, 'title')).join('; ')}`.slice(0, 1500);
}
