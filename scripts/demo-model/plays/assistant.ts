import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { generic } from './generic.ts';
import { once } from './records.ts';
import type { Play } from './scene.ts';

const LOOK_UPS: [RegExp, string, JsonObject][] = [
  [/\b(?:leads?|anfragen?|interessent\w*)\b/i, 'get_recent_leads', { period: 'last_30_days', limit: 5 }],
  [/\b(?:calls?|phoned?|anruf\w*)\b/i, 'get_handled_calls', { period: 'last_7_days', limit: 5 }],
  [/\b(?:messages?|nachricht\w*)\b/i, 'get_messages_window', { period: 'last_7_days', limit: 5 }],
  [/\b(?:tasks?|to-?dos?|aufgaben?)\b/i, 'get_priority_tasks', { limit: 5 }],
  [/\b(?:waiting|urgent|attention|offen|dringend)\b/i, 'get_workspace_needs_attention', { limit: 5 }],
];
const NAME = /(?<!^)\p{Lu}[\p{L}-]+(?:\s+\p{Lu}[\p{L}-]+)+/u;

/** Looks up what the question names, and people by their names; then says what was found. */
export const assistant: Play = {
  reads: (scene) => {
    const question = textAt(scene.input, 'question') || scene.plainText;
    const named = LOOK_UPS.filter(([words]) => words.test(question));
    const calls = named.flatMap(([, tool, wanted]) => once(scene, tool, wanted));
    const name = NAME.exec(question)?.[0];
    const people = name === undefined ? [] : once(scene, 'crm', { type: 'contact', name, limit: 5 });
    const found = [...calls, ...people];
    return found.length > 0 ? found : once(scene, 'get_workspace_summary', {});
  },
  answer: (scene) => generic.answer(scene),
};
