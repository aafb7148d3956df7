/** "Segelschule Nordlicht": a sailing school that does not exist, told from the moment of its seeding. */
import { addBookings } from './bookings.ts';
import { addCalls } from './calls.ts';
import { addCourses } from './courses.ts';
import { addLeads } from './leads.ts';
import { addMessages } from './messages.ts';
import { addCompanies, addContacts } from './people.ts';
import { Records } from './records.ts';
import { addTasks } from './tasks.ts';
import { TIME_ZONE, Timeline } from './timeline.ts';

/** Fixed, so that a second seeding finds what the first one made. */
export const NORDLICHT = {
  id: '01900000-0000-7000-8000-0000000000a1',
  name: 'Segelschule Nordlicht',
  timeZone: TIME_ZONE,
} as const;

/** The same for the same `now`, but for the ids. */
export function buildNordlicht(now: Date): Records {
  const records = new Records(now);
  const time = new Timeline(now);
  const courses = addCourses(records, time);
  addCompanies(records, time);
  const contacts = addContacts(records, time);
  addLeads(records, time, contacts, courses);
  addCalls(records, time, contacts, courses);
  addMessages(records, time, contacts, courses);
  addTasks(records, time, contacts);
  addBookings(records, time, contacts, courses);
  return records;
}
