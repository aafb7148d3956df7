/** Who takes part in which course, and the invoices for it. */
import { addDays } from '../../../domain/schedule/local-calendar.ts';
import type { Course } from './courses.ts';
import { type Contact, pickKnown } from './people.ts';
import { Random } from './random.ts';
import type { Records } from './records.ts';
import { isSailingSeason, isSaturday, type Timeline } from './timeline.ts';

const BOOKINGS = 600;
const INVOICES = 500;
const WEEKS_AHEAD = 8;
const DAY_MS = 24 * 3_600_000;
const DAYS_TO_PAY = 14;

interface Session {
  readonly course: Course;
  readonly start: Date;
  readonly guests: Set<Contact>;
}

interface Sale {
  readonly course: Course;
  readonly contact: Contact;
  readonly bookedAt: Date;
}

export function addBookings(
  records: Records,
  time: Timeline,
  contacts: readonly Contact[],
  courses: readonly Course[],
): void {
  const random = new Random('bookings');
  const sales: Sale[] = [];
  for (const session of filledSessions(random, time, contacts, courses)) {
    for (const contact of session.guests) {
      const cancelled = random.chance(0.07);
      addBooking(records, session, contact, cancelled ? 'cancelled' : statusOf(session, time.now));
      if (cancelled) continue;
      const bookedAt = bookedBefore(random, session.start, time.now);
      sales.push({ course: session.course, contact, bookedAt });
    }
  }
  sales.sort((a, b) => a.bookedAt.getTime() - b.bookedAt.getTime());
  addInvoices(records, time, sales.slice(-INVOICES));
}

function addBooking(records: Records, session: Session, contact: Contact, status: string): void {
  const { course, start } = session;
  records.add(
    {
      type: 'booking',
      name: `${course.name}: ${contact.name}`,
      status,
      properties: { course: course.name, contact: contact.name, amount: course.price },
      occurredAt: start,
    },
    { contact: contact.id, product: course.id },
  );
}

function statusOf({ start, course }: Session, now: Date): string {
  return start.getTime() + course.durationDays * DAY_MS > now.getTime() ? 'confirmed' : 'attended';
}

/** Some weeks before the course, but never in the future. */
function bookedBefore(random: Random, start: Date, now: Date): Date {
  const planned = start.getTime() - random.int(5, 40) * DAY_MS + random.int(0, 9) * 3_600_000;
  return new Date(planned < now.getTime() ? planned : now.getTime() - random.int(1, 20 * 24) * 3_600_000);
}

/** Everybody once in the same course; full courses are in season. */
function filledSessions(
  random: Random,
  time: Timeline,
  contacts: readonly Contact[],
  courses: readonly Course[],
): Session[] {
  const sessions = sessionDates(random, time, courses);
  const join = (session: Session): number => {
    const before = session.guests.size;
    session.guests.add(pickKnown(random, contacts, session.start < time.now ? session.start : time.now));
    return session.guests.size - before;
  };
  let seats = 0;
  for (const session of sessions) seats += join(session);
  while (seats < BOOKINGS) seats += join(random.pick(sessions));
  return sessions;
}

/** Two a weekend in season, one otherwise: so there is always one in the two weeks to come. */
function sessionDates(random: Random, time: Timeline, courses: readonly Course[]): Session[] {
  const sessions: Session[] = [];
  const last = time.day(WEEKS_AHEAD * 7);
  for (let day = time.firstDay; day <= last; day = addDays(day, 1)) {
    if (!isSaturday(day)) continue;
    const onWater = isSailingSeason(day);
    const offered = random.shuffled(courses.filter((course) => course.onWater === onWater));
    for (const course of offered.slice(0, onWater ? 2 : 1)) {
      sessions.push({ course, start: time.at(day, 9, 30), guests: new Set() });
    }
  }
  return sessions;
}

function addInvoices(records: Records, time: Timeline, sales: readonly Sale[]): void {
  const random = new Random('invoices');
  const issued = new Map<string, number>();
  for (const { course, contact, bookedAt } of sales) {
    const issueDay = time.dateOf(bookedAt);
    const year = issueDay.slice(0, 4);
    const count = (issued.get(year) ?? 0) + 1;
    issued.set(year, count);
    const number = `RE-${year}-${String(count).padStart(4, '0')}`;
    const dueDate = addDays(issueDay, DAYS_TO_PAY);
    records.add(
      {
        type: 'invoice',
        name: `Rechnung ${number}`,
        status: paymentOf(random, dueDate, time),
        properties: { number, amount: course.price, contact: contact.name, dueDate },
        occurredAt: bookedAt,
      },
      { contact: contact.id },
    );
  }
}

/** Late payers are found among the last two months; what is older has been settled. */
function paymentOf(random: Random, dueDate: string, time: Timeline): string {
  if (dueDate >= time.today) return random.chance(0.4) ? 'paid' : 'open';
  return dueDate >= time.day(-60) && random.chance(0.2) ? 'overdue' : 'paid';
}
