/** Finds how often something is to happen in folded text, apart from the time of day. */
import type { Found } from './folded-text.ts';
import { NUMBER, numberOf } from './number-words.ts';
import { findWeekdays, WEEKDAY } from './weekday-names.ts';

export type Recurrence =
  /** Days on which it happens at certain times. */
  | {
      readonly type: 'days';
      readonly dayOfMonth: string;
      readonly month: string;
      readonly weekday: string;
      readonly assumed?: string;
    }
  /** Several times a day, at hours that nobody named. */
  | { readonly type: 'times'; readonly hours: readonly number[]; readonly assumed: string }
  /** Every so many minutes or hours. */
  | { readonly type: 'interval'; readonly minute: string; readonly hour: string }
  | { readonly type: 'once' }
  /** Understood, but a cron expression cannot say it. */
  | { readonly type: 'inexpressible'; readonly reason: string };

type Read = (groups: readonly (string | undefined)[]) => Recurrence | undefined;
type Rule = readonly [pattern: RegExp, read: Read];

const days = (weekday: string, dayOfMonth = '*', month = '*', assumed?: string): Recurrence => ({
  type: 'days',
  dayOfMonth,
  month,
  weekday,
  ...(assumed === undefined ? {} : { assumed }),
});
const not = (reason: string) => (): Recurrence => ({ type: 'inexpressible', reason });

const EVERY = '(?:every|each|alle|toutes les|tous les|cada|jede[nrs]?)';
const MONTH =
  '(?:of (?:the|each|every|a) month|(?:jedes|jeden|des|eines|im) monats?|(?:du|de chaque) mois|(?:del|de cada) mes|monthly)';
const FIRST = '(?:first|1st|ersten?|1\\.|premier|1er|primer|1)';
const LAST = '(?:last|letzten?|dernier|derniere|ultimo|ultima)';
const DAY = '(?: (?:day|tag|jour|dia|of))?';

const rule = (pattern: string, read: Read): Rule => [new RegExp(pattern), read];

/** In order: what is more special comes first. */
const RULES: readonly Rule[] = [
  rule(
    `\\b${EVERY} (?:other|second|2nd|zwei|two|2|deux|dos|zweite) (?:weeks?|wochen?|semaines?|semanas?|(?:${WEEKDAY})s?)\\b|\\b(?:fortnightly|biweekly|bi-weekly|zweiwochentlich|vierzehntagig|quincenal)`,
    not('every other week: a cron expression does not know which week is whose turn'),
  ),
  rule(
    `\\b${EVERY} (?:${NUMBER}) (?:weeks|wochen|semaines|semanas)\\b`,
    not('every few weeks: a cron expression does not count weeks'),
  ),
  rule(
    `\\b${EVERY} (?:other|second|zweiten?|${NUMBER}) (?:days?|tage?|jours|dias)\\b`,
    not('every few days: a cron expression begins counting anew each month'),
  ),
  rule(
    `\\b${LAST} (?:day|weekday|working day|tag|werktag|jour|dia|${WEEKDAY}) ?${MONTH}`,
    not('the last day of the month: months end on different days'),
  ),
  rule(
    `\\b(?:${FIRST}|second|third|zweiten|dritten|deuxieme|segundo) (?:${WEEKDAY}|weekday|werktag) ?${MONTH}`,
    not('a certain weekday of the month: a cron expression reads day and weekday as either'),
  ),
  rule(`\\b(?:alle|every|toutes les|cada) (${NUMBER}) ?(?:minutes?|mins?|minuten|minutos)\\b`, ([n = '']) =>
    everyMinutes(numberOf(n)),
  ),
  rule('\\b(?:every quarter of an hour|viertelstundlich|alle viertelstunde)', () => everyMinutes(15)),
  rule('\\b(?:every half(?: an)? hour|half-hourly|halbstundlich)', () => everyMinutes(30)),
  rule('\\b(?:every minute|jede minute|chaque minute|cada minuto)\\b', () => everyMinutes(1)),
  rule(
    `\\b(?:every|alle|toutes les|cada) (${NUMBER}) ?(?:hours?|h|hrs?|stunden|heures|horas)\\b`,
    ([n = '']) => everyHours(numberOf(n)),
  ),
  rule(
    '\\b(?:hourly|every hour|each hour|stundlich|jede stunde|toutes les heures|chaque heure|cada hora)',
    () => everyHours(1),
  ),
  rule(
    '\\b(?:twice (?:a|per|every) day|twice daily|zweimal (?:am tag|taglich|pro tag)|zwei mal am tag|deux fois par jour|dos veces al dia)',
    () => timesADay([9, 17]),
  ),
  rule(
    '\\b(?:(?:three|3) times (?:a|per) day|dreimal (?:am tag|taglich|pro tag)|trois fois par jour|tres veces al dia)',
    () => timesADay([9, 13, 17]),
  ),
  rule(`\\b${FIRST}${DAY} ?${MONTH}`, () => days('*', '1')),
  rule(`\\b(?:the|am|le|el|dia|tag)? ?(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: day| tag)? ${MONTH}`, ([n]) =>
    onDay(n),
  ),
  rule(
    `\\b(?:monthly|every month|monatlich|jeden monat|chaque mois|tous les mois|cada mes) (?:on|am|le|el) (?:the |dia )?(\\d{1,2})`,
    ([n]) => onDay(n),
  ),
  rule(
    '\\b(?:quarterly|every quarter|vierteljahrlich|jedes quartal|chaque trimestre|cada trimestre)\\b',
    () => days('*', '1', '1,4,7,10', 'a quarter is reported on its first day'),
  ),
  rule(
    '\\b(?:monthly|every month|each month|once a month|monatlich|jeden monat|mensuel|mensuelle|chaque mois|tous les mois|mensual|mensualmente|cada mes)\\b',
    () => days('*', '1', '*', 'no day of the month was named, so it is the 1st'),
  ),
  rule('\\b(?:yearly|annually|every year|jahrlich|jedes jahr|chaque annee|tous les ans|cada ano)\\b', () =>
    days('*', '1', '1', 'no date was named, so it is 1 January'),
  ),
  rule(
    '\\b(?:weekdays?|workdays?|working days?|werktags?|an werktagen|jeden werktag|arbeitstags?|jours? ouvrables?|jours? ouvres?|en semaine|entre semana|dias? laborables?|dias? habiles)\\b',
    () => days('1-5'),
  ),
  rule('\\b(?:weekends?|every weekend|am wochenende|wochenends|week-ends?|fin(?:es)? de semana)\\b', () =>
    days('0,6'),
  ),
];

/** Looked at after the weekdays, which say more. */
const EVERY_DAY: readonly Rule[] = [
  rule(
    '\\b(?:daily|every ?day|each day|(?:every|each) (?:single )?(?:morning|evening|afternoon|night|noon)|taglich|jeden (?:tag|morgen|abend|mittag|nachmittag|vormittag)|tous les (?:jours|matins|soirs)|chaque (?:jour|matin|soir)|quotidien(?:ne|nement)?|cada (?:dia|manana|tarde|noche)|todos los dias|todas las (?:mananas|tardes|noches)|diari[oa]|diariamente|a day|al dia|par jour|am tag)\\b',
    () => days('*'),
  ),
  rule(
    '\\b(?:weekly|every week|each week|once a week|wochentlich|jede woche|einmal (?:pro|in der) woche|hebdomadaire|chaque semaine|toutes les semaines|semanal|semanalmente|cada semana)\\b',
    () => days('1', '*', '*', 'no weekday was named, so it is Monday'),
  ),
];

const ONCE = new RegExp(
  `\\btomorrow\\b|(?<!\\b(?:jeden|am|guten) )\\bmorgen\\b|\\bdemain\\b|(?<!\\b(?:la|cada|las|por la) )\\bmanana\\b|` +
    `\\b(?:next|this|coming|kommenden?|nachsten?) (?:${WEEKDAY})\\b|\\b(?:today|tonight|heute|aujourd'hui|hoy)\\b|` +
    `\\b(?:in|dans|en) (?:an?|einer|einem|${NUMBER}) (?:minutes?|minuten|hours?|stunden?|heures?|horas?|days?|tagen?|jours?|dias?|weeks?|wochen?|semaines?|semanas?)\\b`,
);
const ONCE_WEEKDAY = new RegExp(`\\b(?:next|this|coming|kommenden?|nachsten?) (?:${WEEKDAY})\\b`);

export function findRecurrence(folded: string): Found<Recurrence> | undefined {
  return firstOf(RULES, folded) ?? onWeekdays(folded) ?? firstOf(EVERY_DAY, folded) ?? once(folded);
}

function firstOf(rules: readonly Rule[], folded: string): Found<Recurrence> | undefined {
  for (const [pattern, read] of rules) {
    const match = pattern.exec(folded);
    const value = match === null ? undefined : read(match.slice(1));
    if (match !== null && value !== undefined)
      return { value, at: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

function onWeekdays(folded: string): Found<Recurrence> | undefined {
  const found = findWeekdays(folded);
  if (found === undefined || (found.mayBeOne && ONCE_WEEKDAY.test(folded))) return undefined;
  const assumed = found.mayBeOne ? 'a weekday means every week' : undefined;
  const { at, end } = found;
  return { value: days(found.weekdays.join(','), '*', '*', assumed), at, end };
}

function once(folded: string): Found<Recurrence> | undefined {
  const match = ONCE.exec(folded);
  return match === null
    ? undefined
    : { value: { type: 'once' }, at: match.index, end: match.index + match[0].length };
}

function onDay(text: string | undefined): Recurrence | undefined {
  const day = Number(text);
  if (!(day >= 1 && day <= 31)) return undefined;
  return days('*', String(day), '*', day > 28 ? 'months without that day are left out' : undefined);
}

function timesADay(hours: readonly number[]): Recurrence {
  return { type: 'times', hours, assumed: 'no hours were named, so they are spread over the working day' };
}

function everyMinutes(n: number): Recurrence | undefined {
  if (n < 1) return undefined;
  if (n % 60 === 0) return everyHours(n / 60);
  if (60 % n !== 0)
    return not(`every ${String(n)} minutes: a cron expression begins counting anew each hour`)();
  return { type: 'interval', minute: n === 1 ? '*' : `*/${String(n)}`, hour: '*' };
}

function everyHours(n: number): Recurrence | undefined {
  if (n < 1) return undefined;
  if (24 % n !== 0) return not(`every ${String(n)} hours: a cron expression begins counting anew each day`)();
  if (n === 24) return days('*');
  return { type: 'interval', minute: '0', hour: n === 1 ? '*' : `*/${String(n)}` };
}
