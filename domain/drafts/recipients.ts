/** Whom a text says the result is for: names, addresses, phone numbers, "the team". */
import { foldText } from '../schedule/folded-text.ts';

export interface People {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const ADDRESS = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g;
const PHONE = /\+\d[\d ]{6,18}\d/g;
const NAME = "\\p{Lu}[\\p{L}'’-]{1,30}(?: \\p{Lu}[\\p{L}'’-]{1,30})?";
const NAMES = `${NAME}(?:(?:, | and | und | et | y | & )${NAME}){0,9}`;
const TO = new RegExp(
  `(?<![\\p{L}])(not |nicht )?(?:to|an|à|a|for|pour|para|cc|email|mail|remind) (${NAMES})`,
  'gu',
);
const WITHOUT = new RegExp(`(?<![\\p{L}])(?:without|ohne|sans|sin|remove|drop) (${NAMES})`, 'gu');
const TEAM = /\b(?:the|my|our|das|dem|unserem|l'|al|el) ?(?:whole )?(team|staff|crew|equipe|equipo)\b/;
const ME =
  /\b(?:(?:send|email|mail|tell|remind|text|give) me|schick\w* mir|mir\b|envoie-moi|me to me|to me\b|enviame|mandame)/;

/** Capitals that are no people: days, months, languages, places of zones, and nouns of this field. */
const NO_NAMES = new RegExp(
  '^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|tags?$|^mittwochs?$|^(?:january|february|march|april|may|june|july|august|september|october|november|december)$|' +
    '^(?:english|german|french|spanish|deutsch|utc|gmt|cet|cest|mez|i|new|berlin|london|paris|sms|whatsapp|email|e-mail)$|' +
    '^(?:leads?|kunden|interessenten|anrufe|nachrichten|aufgaben|tasks?|calls?|messages?|alle|everyone|werktagen|wochenende)$',
);

export function findPeople(text: string): People {
  const removed = [...text.matchAll(WITHOUT)].flatMap((match) => split(match[1] ?? ''));
  const added: string[] = [...(text.match(ADDRESS) ?? []), ...(text.match(PHONE) ?? [])];
  for (const [, not, names = ''] of text.matchAll(TO))
    (not === undefined ? added : removed).push(...split(names));
  const folded = foldText(text);
  if (TEAM.test(folded)) added.push('the team');
  if (ME.test(folded)) added.push('me');
  return { added: [...new Set(added)], removed: [...new Set(removed)] };
}

function split(names: string): string[] {
  return names
    .split(/, | and | und | et | y | & /)
    .map((name) => name.trim())
    .filter((name) => !NO_NAMES.test(foldText(name.split(' ')[0] ?? '')));
}
