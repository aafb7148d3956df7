/** Conversations with contacts over four channels. */
import { CONVERSATIONS, UNANSWERED } from './conversations.ts';
import type { Course } from './courses.ts';
import { type Contact, pickKnown } from './people.ts';
import { Random } from './random.ts';
import type { Records } from './records.ts';
import { STAFF } from './staff.ts';
import type { Timeline } from './timeline.ts';

const MESSAGES = 1_500;
/** Started in the last seven days, so that a week is never silent. */
const RECENT_CONVERSATIONS = 16;
const CHANNELS = ['whatsapp', 'whatsapp', 'email', 'email', 'sms', 'webchat'];
const MINUTE_MS = 60_000;

interface Turn {
  readonly contact: Contact;
  readonly channel: string;
  readonly text: string;
  readonly at: Date;
  /** Undefined: the school wrote it, or nobody has answered it. */
  readonly replyMinutes?: number;
  readonly status: 'answered' | 'unanswered' | 'sent';
}

export function addMessages(
  records: Records,
  time: Timeline,
  contacts: readonly Contact[],
  courses: readonly Course[],
): void {
  const random = new Random('messages');
  const waiting = addUnanswered(records, time, contacts, courses);
  // Whoever waits for an answer has not been written to since.
  const others = contacts.filter((contact) => !waiting.has(contact));
  let count = UNANSWERED.length;
  for (let started = 0; count < MESSAGES; started += 1) {
    const start = started < RECENT_CONVERSATIONS ? time.recent(random) : time.past(random, 2);
    const turns = conversation(random, time.now, start, pickKnown(random, others, start), courses);
    for (const turn of turns) addTurn(records, turn);
    count += turns.length;
  }
}

function addUnanswered(
  records: Records,
  time: Timeline,
  contacts: readonly Contact[],
  courses: readonly Course[],
): Set<Contact> {
  const random = new Random('unanswered');
  const waiting = new Set<Contact>();
  for (const { language, ageMinutes, text } of UNANSWERED) {
    const at = time.minutesAgo(ageMinutes);
    const speakers = contacts.filter((each) => each.language === language && !waiting.has(each));
    const contact = pickKnown(random, speakers, at);
    waiting.add(contact);
    const filled = fill(text, contact, random.pick(courses).name, '');
    addTurn(records, { contact, channel: random.pick(CHANNELS), text: filled, at, status: 'unanswered' });
  }
  return waiting;
}

function conversation(
  random: Random,
  now: Date,
  start: Date,
  contact: Contact,
  courses: readonly Course[],
): Turn[] {
  const { turns: texts } = random.pick(CONVERSATIONS.filter((each) => each.language === contact.language));
  const channel = random.pick(CHANNELS);
  const course = random.pick(courses).name;
  const staff = random.pick(STAFF).split(' ')[0] ?? '';
  const written = (text: string | undefined) => fill(text ?? '', contact, course, staff);
  const turns: Turn[] = [];
  let at = start;
  // Question and answer belong together: a conversation that reaches the present ends with an answer.
  for (let index = 0; index + 1 < texts.length; index += 2) {
    const replyMinutes = random.chance(0.7) ? random.int(2, 55) : random.int(60, 300);
    const answeredAt = later(at, replyMinutes);
    if (answeredAt > now) break;
    turns.push({ contact, channel, text: written(texts[index]), at, replyMinutes, status: 'answered' });
    turns.push({ contact, channel, text: written(texts[index + 1]), at: answeredAt, status: 'sent' });
    at = later(answeredAt, random.int(3, 90));
  }
  return turns;
}

function addTurn(records: Records, turn: Turn): void {
  const { contact, channel, text, at, replyMinutes, status } = turn;
  const direction = status === 'sent' ? 'out' : 'in';
  records.add(
    {
      type: 'message',
      subtype: channel,
      name: status === 'sent' ? `Nachricht an ${contact.name}` : `Nachricht von ${contact.name}`,
      status,
      properties: {
        direction,
        contact: contact.name,
        text,
        ...(replyMinutes === undefined ? {} : { replyMinutes }),
      },
      occurredAt: at,
    },
    { contact: contact.id },
  );
}

function fill(text: string, contact: Contact, course: string, staff: string): string {
  return text
    .replaceAll('{first}', contact.firstName)
    .replaceAll('{course}', course)
    .replaceAll('{staff}', staff);
}

function later(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * MINUTE_MS);
}
