/** What is to be done: with people, and around boats and boathouse. */
import { type Contact, pickKnown } from './people.ts';
import { Random } from './random.ts';
import type { Records } from './records.ts';
import { STAFF } from './staff.ts';
import type { Timeline } from './timeline.ts';

const TASKS = 120;
const PRIORITIES = ['high', 'medium', 'medium', 'low'];

/** When the open ones are due, in days from today. */
const OPEN_DUE = [
  -12, -9, -6, -4, -3, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 9, 11, 14, 18, 21, 25, 30,
];

const WITH_CONTACT = [
  '{name} zurückrufen',
  'Angebot an {name} schicken',
  'Prüfungsanmeldung von {name} nachreichen',
  'Ärztliches Zeugnis von {name} anfordern',
  'Gutschein für {name} ausstellen',
  'Zahlungseingang von {name} prüfen',
  'Kurswechsel von {name} bestätigen',
];
const WITHOUT_CONTACT = [
  'Rettungswesten warten lassen',
  'Kursplan für die nächste Saison entwerfen',
  'Segel der Jolle 3 zum Segelmacher bringen',
  'Versicherung der Boote verlängern',
  'Übungsbögen für die Theorie nachdrucken',
  'Außenborder des Begleitboots einwintern',
  'Erste-Hilfe-Kästen auffüllen',
  'Liegeplätze mit dem Hafenamt abstimmen',
  'Fotos vom letzten Kurs auf die Website stellen',
];

export function addTasks(records: Records, time: Timeline, contacts: readonly Contact[]): void {
  const random = new Random('tasks');
  for (const offset of OPEN_DUE)
    addTask(records, time, random, contacts, { status: 'open', day: time.day(offset) });
  for (let index = OPEN_DUE.length; index < TASKS; index += 1) {
    const day = time.dateOf(time.past(random, 1));
    addTask(records, time, random, contacts, { status: 'done', day });
  }
}

function addTask(
  records: Records,
  time: Timeline,
  random: Random,
  contacts: readonly Contact[],
  { status, day }: { readonly status: 'open' | 'done'; readonly day: string },
): void {
  const due = time.at(day, 9);
  const contact = random.chance(0.65)
    ? pickKnown(random, contacts, due < time.now ? due : time.now)
    : undefined;
  records.add(
    {
      type: 'task',
      name:
        contact === undefined
          ? random.pick(WITHOUT_CONTACT)
          : random.pick(WITH_CONTACT).replaceAll('{name}', contact.name),
      status,
      properties: { priority: random.pick(PRIORITIES), due: day, assignee: random.pick(STAFF) },
      occurredAt: due,
    },
    contact === undefined ? {} : { contact: contact.id },
  );
}
