/** Phone calls, most of them from people who ask. */
import type { Course } from './courses.ts';
import { type Contact, pickKnown } from './people.ts';
import { Random } from './random.ts';
import type { Records } from './records.ts';
import type { Timeline } from './timeline.ts';

const CALLS = 500;
const RECENT = 36;
const MISSED = 0.14;

interface Outcome {
  readonly outcome: string;
  readonly direction: 'inbound' | 'outbound';
  readonly summary: string;
}

const OUTCOMES: readonly Outcome[] = [
  { outcome: 'booked', direction: 'inbound', summary: 'Hat einen Platz im Kurs {course} gebucht.' },
  { outcome: 'booked', direction: 'outbound', summary: 'Angebot für {course} besprochen, Buchung zugesagt.' },
  { outcome: 'information', direction: 'inbound', summary: 'Fragt nach Terminen und Preis für {course}.' },
  {
    outcome: 'information',
    direction: 'inbound',
    summary: 'Möchte wissen, ob für {course} Vorkenntnisse nötig sind.',
  },
  {
    outcome: 'information',
    direction: 'inbound',
    summary: 'Fragt nach Anfahrt und Parkplätzen am Bootshaus.',
  },
  { outcome: 'rescheduled', direction: 'inbound', summary: 'Verschiebt {course} um eine Woche.' },
  {
    outcome: 'callback_requested',
    direction: 'inbound',
    summary: 'Bittet um Rückruf am Nachmittag wegen {course}.',
  },
  { outcome: 'payment', direction: 'inbound', summary: 'Frage zur Rechnung für {course}, geklärt.' },
  {
    outcome: 'payment',
    direction: 'outbound',
    summary: 'An die offene Rechnung erinnert, Zahlung zugesagt.',
  },
  {
    outcome: 'voicemail',
    direction: 'outbound',
    summary: 'Nachricht zum Treffpunkt für {course} hinterlassen.',
  },
  { outcome: 'cancelled', direction: 'inbound', summary: 'Sagt {course} wegen Krankheit ab.' },
];

export function addCalls(
  records: Records,
  time: Timeline,
  contacts: readonly Contact[],
  courses: readonly Course[],
): void {
  const random = new Random('calls');
  for (let index = 0; index < CALLS; index += 1) {
    const at = index < RECENT ? time.recent(random) : time.past(random, 7);
    const contact = pickKnown(random, contacts, at);
    const course = random.pick(courses).name;
    if (random.chance(MISSED)) addMissed(records, contact, at);
    else addHandled(records, contact, at, { ...random.pick(OUTCOMES), course, seconds: random.int(35, 600) });
  }
}

function addMissed(records: Records, contact: Contact, at: Date): void {
  records.add(
    {
      type: 'call',
      name: `Verpasster Anruf von ${contact.name}`,
      status: 'missed',
      properties: {
        direction: 'inbound',
        contact: contact.name,
        durationSeconds: 0,
        outcome: 'missed',
        summary: '',
      },
      occurredAt: at,
    },
    { contact: contact.id },
  );
}

function addHandled(
  records: Records,
  contact: Contact,
  at: Date,
  call: Outcome & { readonly course: string; readonly seconds: number },
): void {
  const { direction, outcome } = call;
  records.add(
    {
      type: 'call',
      name: direction === 'inbound' ? `Anruf von ${contact.name}` : `Anruf bei ${contact.name}`,
      status: 'handled',
      properties: {
        direction,
        contact: contact.name,
        durationSeconds: call.seconds,
        outcome,
        summary: call.summary.replaceAll('{course}', call.course),
      },
      occurredAt: at,
    },
    { contact: contact.id },
  );
}
