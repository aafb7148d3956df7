/** Days as the API names them (`YYYY-MM-DD`), whatever zone the browser is in. Pure. */
import { addDays } from '../../../domain/schedule/local-calendar.ts';

/** More would be a slip: the API adds up at most 400 days at once. */
const MOST_DAYS = 1_000;

/** Every day of a half-open period, with its row; a day without one gets what `without` makes for it. */
export function everyDay<Row extends { readonly day?: string | undefined }>(
  { from, to }: { readonly from: string; readonly to: string },
  rows: readonly Row[],
  without: (day: string) => Row,
): Row[] {
  const known = new Map(rows.map((row) => [row.day, row]));
  const all: Row[] = [];
  for (let day = from; day < to && all.length < MOST_DAYS; day = addDays(day, 1))
    all.push(known.get(day) ?? without(day));
  return all;
}

const SHORT = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });

/** `21 Nov`. */
export function shortDay(day: string): string {
  return SHORT.format(new Date(`${day}T00:00:00Z`));
}
