import { textAt } from '../json.ts';
import { jsonAnswer, shorten } from './records.ts';
import type { Play } from './scene.ts';

const LOG_ID = /\blog_[0-9a-z]{26}\b/g;
const TELLING = /\b(?:reject\w*|edited|corrected|failed|expired|refused|abgelehnt|korrigiert)\b/i;
const MOST = 10;

/** Keeps the lines of the material in which a person corrected something, with their evidence. */
export const reflection: Play = {
  reads: () => [],
  answer: (scene) => {
    const lines = textAt(scene.input, 'material').split('\n');
    const telling = lines.filter((line) => TELLING.test(line)).slice(0, MOST);
    const evidence = [...new Set(telling.flatMap((line) => line.match(LOG_ID) ?? []))];
    const lessons = telling.map((line) => `- ${shorten(line.replace(LOG_ID, ''), 200)}`);
    const span = `${textAt(scene.input, 'periodStart')} to ${textAt(scene.input, 'periodEnd')}`;
    const body = lessons.length > 0 ? lessons.join('\n') : 'Nothing was corrected in this period.';
    const count = telling.length === 1 ? 'One correction' : `${String(telling.length)} corrections`;
    return jsonAnswer(scene, {
      document: `# What was learned\n\nPeriod: ${span}\n\n## Watch out for\n\n${body}`,
      whatChanged: telling.length === 0 ? 'Nothing new.' : `${count} taken up from the material.`,
      evidence,
    });
  },
};
