/** Who asked about a course, and how far it has come. */
import type { Course } from './courses.ts';
import { type Contact, LEAD_COUNT } from './people.ts';
import { Random } from './random.ts';
import type { Records } from './records.ts';
import type { Timeline } from './timeline.ts';

const SOURCES = [
  'website',
  'website',
  'website',
  'phone',
  'whatsapp',
  'recommendation',
  'instagram',
  'boat_fair',
];
const HOUR_MS = 3_600_000;

/** One for each contact that is not from the card index. */
export function addLeads(
  records: Records,
  time: Timeline,
  contacts: readonly Contact[],
  courses: readonly Course[],
): void {
  const random = new Random('leads');
  for (const contact of contacts.slice(-LEAD_COUNT)) {
    const ageHours = (time.now.getTime() - contact.since.getTime()) / HOUR_MS;
    const { phone, email } = contact;
    const properties = { source: random.pick(SOURCES), interest: random.pick(courses).name, phone, email };
    records.add(
      {
        type: 'lead',
        name: contact.name,
        status: statusAt(ageHours, random),
        properties,
        occurredAt: contact.since,
      },
      { contact: contact.id },
    );
  }
}

/** The school answers within two days, and after a month it knows. */
function statusAt(ageHours: number, random: Random): string {
  if (ageHours < 48) return random.chance(0.8) ? 'new' : 'contacted';
  if (ageHours < 200) return random.pick(['contacted', 'contacted', 'qualified']);
  if (ageHours < 30 * 24) return random.pick(['contacted', 'qualified', 'won', 'lost']);
  return random.chance(0.55) ? 'won' : 'lost';
}
