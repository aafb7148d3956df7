/**
 * Personal data in a text that is about to leave the organization: e-mail addresses, phone numbers, IBANs.
 * Dates, prices, times and numbers of invoices and objects look alike and are not meant.
 */
import { readingsOf } from './readings.ts';
import { visibleText } from './visible-text.ts';

export const PII_KINDS = ['email address', 'phone number', 'IBAN'] as const;

export interface PersonalDatum {
  readonly kind: (typeof PII_KINDS)[number];
  readonly text: string;
}

/** Begun where its first part begins and nowhere within: a long text without an address is read once. */
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu;
const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/gu;
/** A run of digits with what people write between them; whether there is a phone number in it says {@link phonesIn}. */
const NUMBER =
  /(?<![\p{L}\p{N}_#/]|\p{N}[.,-]|\p{L}-)(?:\+|\(\+?)?\d(?:[\d ()./-]*\d)?(?![\p{L}\p{N}_]|[.,]\d|\s?[€$£%])/gu;
const AT = / ?(?:@|[([{] ?(?:at|ät) ?[)\]}]) ?/giu;
const DOT = / ?[([{] ?(?:dot|punkt) ?[)\]}] ?/giu;
/** In front of a number that identifies a thing and nobody. */
const THING =
  /(?:\b(?:invoice|order|booking|ticket|reference|ref|rechnung|rechnungsnummer|bestellung|bestellnummer|buchung|kundennummer|artikel|aktenzeichen|case|id|nr|no)\b[.:#]?|#|№|[€$£])\s*(?:(?:nr|no|number|nummer)\b[.:]?\s*)?$/iu;
const PHONE_WORD =
  /\b(?:phone|mobile|tel|telefon\w*|handy\w*|mobil\w*|ruf\w*|call|whatsapp|fax)\b[.:]?[^\d]{0,12}$/iu;

/** What is found in the text or in what others read in it, each datum once. */
export function findPersonalData(given: string): PersonalDatum[] {
  const found = new Map<string, PersonalDatum>();
  for (const datum of readingsOf(given).flatMap(dataIn)) {
    const name = nameOf(datum);
    if (!found.has(name)) found.set(name, datum);
  }
  return [...found.values()];
}

function dataIn(given: string): PersonalDatum[] {
  const text = visibleText(given).replaceAll(AT, '@').replaceAll(DOT, '.');
  const ibans = matches(IBAN, text).filter(({ text: found }) => isIban(found));
  const emails = matches(EMAIL, text).map(withoutLeadingSigns);
  const taken = new Uint8Array(text.length);
  for (const { at, text: datum } of [...ibans, ...emails]) taken.fill(1, at, at + datum.length);
  const phones = matches(NUMBER, text)
    .filter((item) => !taken.subarray(item.at, item.at + item.text.length).includes(1))
    .flatMap((item) => phonesIn(item, text));
  return [
    ...emails.map((item) => ({ kind: 'email address' as const, text: item.text })),
    ...phones.map((item) => ({ kind: 'phone number' as const, text: item.text })),
    ...ibans.map((item) => ({ kind: 'IBAN' as const, text: item.text })),
  ];
}

/** Whether two spellings name the same: "0151 2345678" and "+49 151 2345678" do. */
export function isSameDatum(datum: PersonalDatum, known: string): boolean {
  if (datum.kind === 'email address') return datum.text.toLowerCase() === known.trim().toLowerCase();
  if (datum.kind === 'IBAN') return compact(datum.text) === compact(known);
  const [a, b] = [subscriber(datum.text), subscriber(known)];
  return a.length >= 6 && b.length >= 6 && (a.endsWith(b) || b.endsWith(a));
}

/** The same for all spellings in which one text holds a datum. */
function nameOf({ kind, text }: PersonalDatum): string {
  if (kind === 'email address') return (readingsOf(text)[0] ?? '').trim().toLowerCase();
  return kind === 'IBAN' ? compact(text) : subscriber(text);
}

interface Match {
  readonly at: number;
  readonly text: string;
}

/** No address begins with them: they are what stands before it, such as the + that a form writes for a space. */
function withoutLeadingSigns({ at, text }: Match): Match {
  const address = text.replace(/^[.+-]+/, '');
  return { at: at + text.length - address.length, text: address };
}

function matches(pattern: RegExp, text: string): Match[] {
  return [...text.matchAll(pattern)].map((match) => ({ at: match.index, text: match[0].trim() }));
}

const DATE_OR_TIME = [
  /^\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})$/,
  /^\d{4}[./-]\d{1,2}[./-]\d{1,2}$/,
  /^\d{1,2}\.\d{1,2}\.?\s?[-–]\s?\d{1,2}\.\d{1,2}\.(?:\d{2,4})?$/,
  /^\d{4}\s?[-/]\s?\d{4}$/,
  /^\d{1,2}[./-]\d{1,2}[./-]\d{4}\s+\d{1,2}$/,
  /^\d{4}-\d{2}-\d{2}\s+\d{1,2}$/,
  /^\d{1,2}\.\d{2}\s?[-–]\s?\d{1,2}\.\d{2}$/,
];
const GROUPED = /^\d{1,3}(?:[. ]\d{3})+$/;
/** Of a card or an account, with or without its country. */
const IN_FOURS = /^(?:\d{4} ){2,}\d{1,4}$/;

/** More groups of digits than a phone number is written in. */
const MOST_GROUPS = 16;

/** The run itself, or what stands in it beside other numbers: "1. 0151 2345678", "0151 2345678 / 0170 2345678". */
function phonesIn({ at, text }: Match, whole: string): Match[] {
  if (isPhone(text, saidBefore(whole, at))) return [{ at, text }];
  if (GROUPED.test(text) || IN_FOURS.test(text) || isDateOrTime(text)) return [];
  const groups = [...text.matchAll(/\S+/g)]
    .filter(({ 0: group }) => /\d/.test(group))
    .map(({ 0: group, index }) => ({ index, end: index + group.length }));
  const found: Match[] = [];
  let end = 0;
  for (const [i, { index }] of groups.entries()) {
    if (index < end) continue;
    const ends = groups.slice(i, i + MOST_GROUPS).map((group) => group.end);
    const before = saidBefore(whole, at + index);
    const last = ends.findLast((to) => isPhoneAmong(text.slice(index, to), before));
    if (last === undefined) continue;
    found.push({ at: at + index, text: text.slice(index, last) });
    end = last;
  }
  return found;
}

type Said = 'thing' | 'phone' | undefined;

/** What a word in front says the number is; one stands near. */
function saidBefore(text: string, at: number): Said {
  const before = text.slice(Math.max(0, at - 60), at);
  if (THING.test(before)) return 'thing';
  return PHONE_WORD.test(before) ? 'phone' : undefined;
}

/** Three zeros are the rest of a larger number. */
function isPhoneAmong(part: string, before: Said): boolean {
  return !part.startsWith('000') && isPhone(part, before);
}

function isDateOrTime(text: string): boolean {
  return DATE_OR_TIME.some((form) => form.test(text));
}

function isPhone(found: string, before: Said): boolean {
  const digits = found.replaceAll(/\D/g, '').length;
  if (digits < 7 || digits > 15 || before === 'thing') return false;
  return (before === 'phone' || isWrittenAsPhone(found, digits)) && !isDateOrTime(found);
}

function isWrittenAsPhone(found: string, digits: number): boolean {
  if (/^\(?\+|^\(?0\D?0/.test(found)) return true;
  if (GROUPED.test(found)) return false;
  if (/^\(?0/.test(found)) return digits >= 8;
  // North American: an area code that does not begin with 0 or 1, in three groups.
  return /^\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}$/.test(found);
}

/** ISO 13616: moved round and read as a number, the remainder by 97 is 1. */
function isIban(text: string): boolean {
  const iban = compact(text);
  if (iban.length < 15 || iban.length > 34) return false;
  const moved = iban.slice(4) + iban.slice(0, 4);
  let remainder = 0;
  for (const char of moved) {
    const value = /\d/.test(char) ? char : String(char.charCodeAt(0) - 55);
    for (const digit of value) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1;
}

const compact = (text: string): string => text.replaceAll(/\s/g, '').toUpperCase();

/** The digits behind country prefix and leading zeros, as far as they can be told without a table of countries. */
function subscriber(text: string): string {
  return text.replaceAll(/\(0\)/g, '').replaceAll(/\D/g, '').replace(/^0+/, '');
}
