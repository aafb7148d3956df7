import { isObject, listAt, objectAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { jsonAnswer, shorten } from './records.ts';
import type { Play, Scene } from './scene.ts';

interface Purpose {
  kind: string;
  words: RegExp;
  title: string;
}

/** The first that fits, the more special ones first. */
const PURPOSES: Purpose[] = [
  { kind: 'dashboard_briefing', words: /\b(?:briefing|morning overview|überblick)\b/i, title: 'Briefing' },
  { kind: 'auto_tag', words: /\b(?:tags?|tagging|label\w*|verschlagwort\w*)\b/i, title: 'Tagger' },
  {
    kind: 'task_extraction',
    words: /\b(?:tasks? (?:from|out of)|to-?dos?|aufgaben aus)\b/i,
    title: 'Task finder',
  },
  { kind: 'contact_memory', words: /\b(?:remember\w*|merk\w*|erinner\w*)\b/i, title: 'Memory keeper' },
  {
    kind: 'contact_enrichment',
    words: /\b(?:enrich\w*|complete (?:the )?contacts?|ergänz\w*)\b/i,
    title: 'Contact keeper',
  },
  { kind: 'analyzer', words: /\b(?:analy[sz]\w*|sentiment|auswert\w*)\b/i, title: 'Analyst' },
  {
    kind: 'text_reply',
    words: /\b(?:suggest\w* (?:repl\w*|answers?)|antwortvorschl\w*)\b/i,
    title: 'Reply assistant',
  },
  { kind: 'conversational', words: /\b(?:answer\w*|repl\w*|chat\w*|beantwort\w*)\b/i, title: 'Front desk' },
  {
    kind: 'custom_report',
    words: /\b(?:reports?|e-?mails?|list|summar\w*|leads?|calls?|bericht\w*|liste)\b/i,
    title: 'Report',
  },
];
const OTHER: Purpose = { kind: 'assistant', words: /./, title: 'Assistant' };

const WHEN =
  /\b(?:(?:every|each|daily|weekly|monthly|on|täglich|jeden|jede|immer)\b[^.,;]*?)?(?:\bat\s+|\bum\s+)?\b\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm|uhr|o['’]clock)\b|\b(?:every|each|jeden|jede)\s+(?:\w+\s+)?(?:day|morning|evening|weekday|week|month|hour|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tag|morgen|abend|woche|monat|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b(?:\s+(?:at|um)\s+\d{1,2}(?:[:.]\d{2})?(?:\s*(?:am|pm|uhr))?)?|\b(?:daily|weekly|monthly|hourly|täglich|wöchentlich|monatlich)\b/i;
const RECIPIENTS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ]{6,18}\d/g;
const NEVER = /\b(?:never|do not|don['’]t|must not|niemals|nie|darf nicht)\b[^.!?]*/gi;
const ONLY_DRAFTS = /\b(?:only draft\w*|drafts? only|nur entw\w*)\b/i;
const GERMAN = /[äöüß]|\b(?:ich|jeden|eine[nr]?|und|brauche|mit|für)\b/i;
const SUBJECTS = ['leads', 'calls', 'messages', 'tasks', 'bookings'];

/** Drafts an agent from the words of a sentence; what the sentence does not speak of stays as it was. */
export const agentBuilder: Play = {
  reads: () => [],
  answer: (scene) => jsonAnswer(scene, draft(scene)),
};

function draft(scene: Scene): JsonObject {
  const sentence = textAt(scene.input, 'sentence') || scene.plainText;
  const current = objectAt(scene.input, 'current');
  const spec = isObject(current.spec) ? current.spec : current;
  const purpose = purposeOf(sentence, current);
  const recipients = [...new Set(sentence.match(RECIPIENTS) ?? [])];
  return {
    name: textAt(current, 'name') || nameOf(purpose, sentence),
    kind: purpose.kind,
    persona: personaOf(purpose, sentence, objectAt(spec, 'persona')),
    goals: [
      { title: shorten(sentence, 120), description: 'As the member put it.', priority: 1 },
      ...listAt(spec, 'goals').slice(0, 1).map(goalOf),
    ],
    rules: (sentence.match(NEVER) ?? []).slice(0, 3).map((rule) => shorten(rule, 300)),
    tools: toolsFor(scene, sentence, recipients),
    autonomy: ONLY_DRAFTS.test(sentence) ? 'draft_only' : 'supervised',
    schedule: whenOf(sentence, current),
    recipients,
    questions: purpose.kind === 'custom_report' && recipients.length === 0 ? ['Who is to receive it?'] : [],
  };
}

function purposeOf(sentence: string, current: JsonObject): Purpose {
  if (textAt(current, 'kind') !== '') return known(current);
  return PURPOSES.find(({ words }) => words.test(sentence)) ?? OTHER;
}

function whenOf(sentence: string, current: JsonObject): string | null {
  const said = WHEN.exec(sentence)?.[0].trim() ?? '';
  return said || textAt(current, 'schedule') || null;
}

function known(current: JsonObject): Purpose {
  const kind = textAt(current, 'kind');
  return PURPOSES.find((purpose) => purpose.kind === kind) ?? { ...OTHER, kind };
}

function nameOf(purpose: Purpose, sentence: string): string {
  const subject = SUBJECTS.find((word) => sentence.toLowerCase().includes(word));
  const often = /\b(daily|weekly|monthly)\b/i.exec(sentence)?.[1]?.toLowerCase() ?? '';
  const words = [often, subject ?? '', purpose.title.toLowerCase()].filter((word) => word !== '').join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function personaOf(purpose: Purpose, sentence: string, before: JsonObject): JsonObject {
  const tone = /\b(?:tone|more|sound)\b[^.]*\b(friendly|formal|warm|brief|casual)\b/i.exec(sentence)?.[1];
  return {
    displayName: textAt(before, 'displayName') || purpose.title,
    tone: tone?.toLowerCase() ?? (textAt(before, 'tone') || 'clear and friendly'),
    voice: textAt(before, 'voice') || 'Short sentences, the most important thing first.',
    language: GERMAN.test(sentence) ? 'de' : 'en',
  };
}

function goalOf(goal: JsonObject): JsonObject {
  return { title: textAt(goal, 'title'), description: textAt(goal, 'description'), priority: 2 };
}

/** Offered tools whose names hold a word of the sentence, and the one that sends when there is somebody to send to. */
function toolsFor(scene: Scene, sentence: string, recipients: string[]): string[] {
  const words = new Set(sentence.toLowerCase().match(/\p{L}{4,}/gu) ?? []);
  const sends = recipients.length > 0 || /\b(?:e-?mail|send|text|schick\w*)\b/i.test(sentence);
  const names = listAt(scene.input, 'tools').map((tool) => textAt(tool, 'name'));
  return names.filter((name) =>
    name.startsWith('send') ? sends : name.split('_').some((part) => words.has(part)),
  );
}
