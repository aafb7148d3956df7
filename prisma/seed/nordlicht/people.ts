/** Everybody that the school has to do with. All of them are made up. */
import { Random } from './random.ts';
import type { Records } from './records.ts';
import type { Timeline } from './timeline.ts';

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly firstName: string;
  readonly phone: string;
  readonly email: string;
  readonly language: 'de' | 'en';
  /** When the school first heard of them. */
  readonly since: Date;
}

const GERMAN_FIRST_NAMES =
  'Anneke Arne Birte Bjarne Bente Carsten Dörte Edda Enno Femke Fiete Frauke Gesa Hauke Heinke Henning Imke Ingwer Jannes Jella Jorna Jule Kea Keno Lasse Levke Lene Malte Maike Marten Merle Momme Neele Nele Okke Ole Paula Piet Rieke Ruben Silja Sönke Svea Swantje Tamme Telse Thies Tjark Tomke Uwe Wiebke Wiebe Yorick Zoe'.split(
    ' ',
  );
const ENGLISH_FIRST_NAMES =
  'Abigail Callum Daisy Ewan Freya Gareth Hazel Imogen Joel Kirsty Lewis Maeve Niall Orla Rowan Tamsin'.split(
    ' ',
  );
/** Invented, so that no combination is the name of somebody known. */
const LAST_NAMES =
  'Ahrenskoog Ankersund Bollerwiek Boysenbek Brinkhaven Deichgraver Dünenberg Eckernsen Ellerkamp Fehrenholt Föhrwald Gansewisch Geestmann Grotebek Haffkrug Halligsen Heidekoog Jollensen Kielwasser Klüvermann Koogstedt Krabbenhoeft Leuchtmann Lindwarft Marschner-Uhl Möwenfeld Nebelthau Nordkamp Oehlandsen Pricken Puttfarken Reetmeyer Rickelwarft Sandhagen Schilfrohr Schlickmann Siltmann Stegemann-Loh Strandvoß Süderhaff Tidemann Tonnenbek Trosselmann Uferkamp Wattenhus Wellenkamp Wiesharde Windhusen Wrackmeyer Zeesboot'.split(
    ' ',
  );
const CITIES =
  'Kiel Lübeck Hamburg Flensburg Eckernförde Schleswig Neumünster Rendsburg Rostock Bremen'.split(' ');
const TAGS = ['newsletter', 'family', 'regular', 'licence', 'charter', 'youth'];
const COMPANY_NAMES =
  'Kontor Möwenfeld,Reederei Süderhaff,Planwerk Fördeblick,Tischlerei Klüvermann,Agentur Leuchtmann,Steuerbüro Nordkamp,Bäckerei Reetmeyer,Solartechnik Windhusen,Praxis am Strandweg,Werft Tonnenbek,Logistik Haffkrug,Hotel Seezeichen,Segelmacherei Pricken,Software Wattenhus,Architekten Lindwarft,Druckerei Geestmann,Fahrschule Ankersund,Gymnasium am Deich,Sportverein Fördewind,Brauhaus Gansewisch'.split(
    ',',
  );

const CONTACTS = 400;
const ENGLISH_SPEAKERS = 48;
/** Brought over from the old card index on the first day. */
const FROM_CARD_INDEX = 150;

export const LEAD_COUNT = CONTACTS - FROM_CARD_INDEX;
/** Age of the newest leads, in hours; all the others came before the last eight days. */
const NEWEST_LEADS_HOURS = [1, 5, 21, 28, 45, 52, 74, 101, 122, 149, 172];

/** Oldest first: the ones from the card index, then one for each lead. */
export function addContacts(records: Records, time: Timeline): Contact[] {
  const random = new Random('contacts');
  const arrivals = arrivalTimes(time);
  const names = personNames(random);
  return arrivals.map((since, index) => {
    const { firstName, lastName, language } = names[index] ?? raise(index);
    const name = `${firstName} ${lastName}`;
    const phone = `+491555555${String(1000 + index)}`;
    const email = `${ascii(firstName)}.${ascii(lastName)}@example.com`;
    const tags = random.shuffled(TAGS).slice(0, random.int(0, 2));
    if (language === 'en') tags.push('english');
    const properties = { phone, email, city: random.pick(CITIES), tags };
    const id = records.add({ type: 'contact', name, properties, occurredAt: since });
    return { id, name, firstName, phone, email, language, since };
  });
}

export function addCompanies(records: Records, time: Timeline): void {
  const random = new Random('companies');
  for (const name of COMPANY_NAMES) {
    const properties = { city: random.pick(CITIES) };
    records.add({ type: 'company', name, properties, occurredAt: time.at(time.firstDay, 9) });
  }
}

/** Somebody whom the school knew by then. */
export function pickKnown(random: Random, contacts: readonly Contact[], by: Date): Contact {
  const later = contacts.findIndex((contact) => contact.since > by);
  return random.pick(later <= 0 ? contacts.slice(0, FROM_CARD_INDEX) : contacts.slice(0, later));
}

function arrivalTimes(time: Timeline): Date[] {
  const random = new Random('arrivals');
  const cardIndex = Array.from({ length: FROM_CARD_INDEX }, () => time.at(time.firstDay, 8));
  const newest = NEWEST_LEADS_HOURS.map((hours) => time.minutesAgo(hours * 60 + 7));
  const earlier = Array.from({ length: LEAD_COUNT - newest.length }, () => time.past(random, 9));
  return [...cardIndex, ...[...earlier, ...newest].sort((a, b) => a.getTime() - b.getTime())];
}

interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
  readonly language: 'de' | 'en';
}

/** No two are the same. */
function personNames(random: Random): PersonName[] {
  const combine = (firstNames: readonly string[], language: 'de' | 'en', count: number): PersonName[] =>
    random
      .shuffled(
        firstNames.flatMap((firstName) => LAST_NAMES.map((lastName) => ({ firstName, lastName, language }))),
      )
      .slice(0, count);
  return random.shuffled([
    ...combine(ENGLISH_FIRST_NAMES, 'en', ENGLISH_SPEAKERS),
    ...combine(GERMAN_FIRST_NAMES, 'de', CONTACTS - ENGLISH_SPEAKERS),
  ]);
}

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

function ascii(name: string): string {
  return name.toLowerCase().replaceAll(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? letter);
}

function raise(index: number): never {
  throw new RangeError(`There is no name for contact ${index}: add first or last names.`);
}
