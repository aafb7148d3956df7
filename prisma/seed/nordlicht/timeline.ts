/** The eighteen months that the demo data tells of, and the weeks to come, as seen from one moment. */
import { addDays, localCalendar, type LocalCalendar } from '../../../domain/schedule/local-calendar.ts';
import type { Random } from './random.ts';

export const TIME_ZONE = 'Europe/Berlin';

const PAST_DAYS = 547;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How busy the school is, January first; the boats are in the water from April to October. */
const BUSY = [3, 3, 4, 7, 9, 10, 10, 9, 8, 5, 3, 2.5];

export class Timeline {
  readonly now: Date;
  /** `YYYY-MM-DD` in Berlin, as all days here. */
  readonly today: string;
  readonly firstDay: string;
  readonly #calendar: LocalCalendar = localCalendar(TIME_ZONE);
  readonly #starts = new Map<string, number>();
  /** Sum of the weights up to and including each past day, oldest first. */
  readonly #weights: number[] = [];

  constructor(now: Date) {
    this.now = now;
    this.today = this.#calendar.dateOf(now);
    this.firstDay = addDays(this.today, -PAST_DAYS);
    let sum = 0;
    for (let offset = -PAST_DAYS; offset < 0; offset += 1) {
      sum += BUSY[monthOf(this.day(offset))] ?? 1;
      this.#weights.push(sum);
    }
  }

  /** The day so many days after today. */
  day(offset: number): string {
    return addDays(this.today, offset);
  }

  dateOf(instant: Date): string {
    return this.#calendar.dateOf(instant);
  }

  at(day: string, hour: number, minute = 0): Date {
    let start = this.#starts.get(day);
    if (start === undefined) {
      start = this.#calendar.startOf(day).getTime();
      this.#starts.set(day, start);
    }
    return new Date(start + hour * HOUR_MS + minute * MINUTE_MS);
  }

  minutesAgo(minutes: number): Date {
    return new Date(this.now.getTime() - minutes * MINUTE_MS);
  }

  /** By day, more often in season, at least `atLeast` days ago. */
  past(random: Random, atLeast = 1): Date {
    const available = this.#weights[PAST_DAYS - atLeast] ?? 1;
    const target = random.next() * available;
    const index = this.#weights.findIndex((sum) => sum > target);
    return this.at(this.day(index - PAST_DAYS), random.int(8, 18), random.int(0, 59));
  }

  /** In opening hours of the last `days` days, today included as far as it has come. */
  recent(random: Random, days = 7): Date {
    const day = this.day(-random.int(0, days - 1));
    const [hour, minute] = [random.int(9, 17), random.int(0, 59)];
    const instant = this.at(day, hour, minute);
    return instant < this.now ? instant : this.at(addDays(day, -1), hour, minute);
  }
}

/** 0 is January. */
function monthOf(day: string): number {
  return Number(day.slice(5, 7)) - 1;
}

export function isSailingSeason(day: string): boolean {
  return monthOf(day) >= 3 && monthOf(day) <= 9;
}

export function isSaturday(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).getUTCDay() === 6;
}
