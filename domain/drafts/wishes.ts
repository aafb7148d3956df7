/**
 * What a sentence asks of an agent, found by its words: no model, so that it works without one and the same
 * sentence always gives the same draft. English and German, with the basics of French and Spanish.
 */
import { foldText } from '../schedule/folded-text.ts';
import { detectLanguage, namedLanguage } from './languages.ts';
import { findPeople, type People } from './recipients.ts';

export const SECTIONS = ['leads', 'calls', 'messages', 'tasks'] as const;
export type Section = (typeof SECTIONS)[number];
export const CHANNELS = ['email', 'sms', 'whatsapp'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Wishes {
  readonly kind: string | undefined;
  readonly sections: readonly Section[];
  readonly withoutSections: readonly Section[];
  readonly channel: Channel | undefined;
  readonly people: People;
  /** ISO code, when the text names one. */
  readonly language: string | undefined;
  /** ISO code of the language that the text is written in. */
  readonly writtenIn: string;
  readonly name: string | undefined;
  readonly isReminder: boolean;
  /** Asks for an agent that acts unasked, which only a person may choose in the form. */
  readonly wantsAutonomy: boolean;
  readonly draftsOnly: boolean;
  readonly noSchedule: boolean;
  /** Topics for which reports have no data. */
  readonly unknownTopics: readonly string[];
}

type Words = readonly (readonly [RegExp, string])[];

/** The first that fits: what is more special comes first. */
const KIND_WORDS: Words = [
  [
    /\b(?:suggest\w*|propos\w*|draft\w*|vorschl\w*)\b.{0,30}\b(?:repl(?:y|ies)|answers?|antwort\w*|reponses?|respuestas?)\b|antwortvorschl|\breply suggestions?\b/,
    'text_reply',
  ],
  [
    /\b(?:extract\w*|find|pull|collect)\b.{0,20}\b(?:tasks|to-?dos|action items)\b|aufgaben aus\b|\btask extraction\b/,
    'task_extraction',
  ],
  [
    /\b(?:auto-?)?tag(?:s|ging)?\b(?! (?:um|der|im))(?<=tag|tags|tagging)(?<!(?:am|jeden|pro|einmal am|jeder|zweimal am|dreimal am) tag)|\bcategori[sz]e\b|\bverschlagwort\w*|\betiquetar?\b/,
    'auto_tag',
  ],
  [/\benrich\w*\b|\bfill in (?:missing )?contact|\banreicher\w*|\benriquec\w*/, 'contact_enrichment'],
  [
    /\b(?:remember|keep in mind|merken?)\b.{0,30}\b(?:contacts?|customers?|kunden|clients?)\b/,
    'contact_memory',
  ],
  [/\banaly[sz]e\w*|\banalysier\w*|\banalizar?\b/, 'analyzer'],
  [
    /\b(?:answers?|responds?|repl(?:y|ies)|talks?|chats?)\b.{0,20}\b(?:customers?|clients?|contacts?|guests?|visitors?)\b|\bchat ?bot\b|\bkunden\w* (?:be)?antwort\w*|\breceptionist\b/,
    'conversational',
  ],
  [/\bbriefing\b|\bmorning overview\b|\btagesuberblick\b|\bdashboard\b/, 'dashboard_briefing'],
  [/\bassistants?\b|\bassistent(?:in)?\b|\basistente\b/, 'assistant'],
  [
    /\breports?\b|\bbericht\w*|\brapports?\b|\binformes?\b|\bsummar(?:y|ies|i[sz]e)\b|\bdigest\b|\boverview\b|\buberblick\b|\bresumen\b|\bresume\b|\bzusammenfass\w*|\be-?mails?\b|\bsend\b|\bschick\w*|\bsende\b|\benvo\w+|\benvi\w+|\blist of\b|\bliste\b|\blista\b|\bremind\w*|\berinner\w*|\brappel\w*|\brecuerd\w*|\btell (?:me|us)\b|\binform\w*/,
    'custom_report',
  ],
];
const SECTION_WORDS: readonly (readonly [Section, string])[] = [
  ['leads', 'leads?|interessent\\w*|prospects?|prospectos?|enquir(?:y|ies)|inquir(?:y|ies)|anfragen'],
  ['calls', '(?:missed |phone )?calls?|anrufe?n?|telefonate?|appels?|llamadas?'],
  ['messages', 'messages?|nachrichten?|mensajes?|chats'],
  ['tasks', 'tasks?|to-?dos?|aufgaben?|taches?|tareas?'],
];
const WITHOUT = '(?:without|no|not|remove|drop|skip|leave out|except|ohne|keine?n?|sans|sin|pas de)';
const CHANNEL_WORDS: readonly (readonly [RegExp, Channel])[] = [
  [/\be-?mails?\b|\bmails?\b|\bcorreos?\b|\bcourriels?\b|[\w.+-]{1,64}@[\w-]{1,63}\.\w/, 'email'],
  [/\bsms\b|\btext me\b|\bby text\b|\btext message\b/, 'sms'],
  [/\bwhats ?app\b/, 'whatsapp'],
];
const TOPIC_WORDS: Words = [
  [
    /\brevenue\b|\bumsatz\w*|\bturnover\b|\bsales figures\b|\bchiffre d'affaires\b|\bingresos\b|\bventas\b/,
    'revenue',
  ],
  [/\bbookings?\b|\bbuchung\w*|\breservations?\b|\breservas?\b/, 'bookings'],
  [/\binvoices?\b|\brechnung\w*|\bfactures?\b|\bfacturas?\b/, 'invoices'],
];
const NAME =
  /\b(?:call it|name it|called|named|nenn(?:e)? (?:ihn|es|sie)|appelle-le|ll[aá]malo)\s+["“„«]?([^"”“»\n.]{1,100})["”“»]?/i;

export function findWishes(text: string): Wishes {
  const folded = foldText(text);
  const { sections, withoutSections } = sectionsIn(folded);
  const kind =
    first(KIND_WORDS, folded) ??
    (sections.length > 0 || unknownTopics(folded).length > 0 ? 'custom_report' : undefined);
  return {
    kind,
    sections,
    withoutSections,
    channel: CHANNEL_WORDS.find(([pattern]) => pattern.test(folded))?.[1],
    people: findPeople(text),
    language: namedLanguage(folded),
    writtenIn: detectLanguage(folded),
    name: NAME.exec(text)?.[1]?.trim(),
    isReminder: /\bremind\w*|\berinner\w*|\brappel\w*|\brecuerd\w*/.test(folded),
    wantsAutonomy:
      /\bwithout (?:asking|approval)\b|\bautonom\w*|\bon its own\b|\bohne (?:ruckfrage|freigabe)|\bselbststandig\b|\bselbstandig\b/.test(
        folded,
      ),
    draftsOnly: /\bdrafts? only\b|\bonly drafts?\b|\bnur entwurfe?\b/.test(folded),
    noSchedule:
      /\b(?:no|without a?|remove the|drop the) ?schedule\b|\bohne zeitplan\b|\bonly when i ask\b/.test(
        folded,
      ),
    unknownTopics: unknownTopics(folded),
  };
}

function sectionsIn(folded: string): Pick<Wishes, 'sections' | 'withoutSections'> {
  const sections: Section[] = [];
  const withoutSections: Section[] = [];
  for (const [section, words] of SECTION_WORDS) {
    if (new RegExp(`\\b${WITHOUT} (?:the |any |die |les |las |los )?(?:${words})\\b`).test(folded))
      withoutSections.push(section);
    else if (new RegExp(`\\b(?:${words})\\b`).test(folded)) sections.push(section);
  }
  return { sections, withoutSections };
}

function unknownTopics(folded: string): string[] {
  return TOPIC_WORDS.filter(([pattern]) => pattern.test(folded)).map(([, topic]) => topic);
}

function first(words: Words, folded: string): string | undefined {
  return words.find(([pattern]) => pattern.test(folded))?.[1];
}
