/** Periods as people name them, as whole days of an organization's own calendar. */
import { addDays, localCalendar } from './local-calendar.ts';

export const PERIODS = [
  'today',
  'yesterday',
  'last_7_days',
  'last_30_days',
  'this_month',
  'last_month',
] as const;
export type PeriodName = (typeof PERIODS)[number];

export interface Period {
  readonly label: string;
  /** First instant of the first day. */
  readonly from: Date;
  /** First instant after the last day: the interval is half-open. */
  readonly to: Date;
  /** First day, `YYYY-MM-DD`. */
  readonly fromDate: string;
  /** Last day, which belongs to the period. */
  readonly toDate: string;
}

interface Days {
  readonly first: string;
  readonly last: string;
}

/** First and last day of each period, given today's date. "Last n days" end with today. */
const DAYS: Record<PeriodName, (today: string) => Days> = {
  today: (today) => ({ first: today, last: today }),
  yesterday: (today) => ({ first: addDays(today, -1), last: addDays(today, -1) }),
  last_7_days: (today) => ({ first: addDays(today, -6), last: today }),
  last_30_days: (today) => ({ first: addDays(today, -29), last: today }),
  this_month: (today) => monthOf(today),
  last_month: (today) => monthOf(addDays(monthOf(today).first, -1)),
};

/** Throws a RangeError when `timeZone` is not an IANA time zone. */
export function resolvePeriod(name: PeriodName, now: Date, timeZone: string): Period {
  const calendar = localCalendar(timeZone);
  const { first, last } = DAYS[name](calendar.dateOf(now));
  return {
    label: name.replaceAll('_', ' '),
    from: calendar.startOf(first),
    to: calendar.startOf(addDays(last, 1)),
    fromDate: first,
    toDate: last,
  };
}

function monthOf(date: string): Days {
  const first = `${date.slice(0, 7)}-01`;
  // 31 days after the first is in the next month, whatever the month.
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return { first, last: addDays(next, -1) };
}
