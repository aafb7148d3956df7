/** Days and months of budgets: those of the organization's time zone, whatever its clocks do. */
import { addDays, localCalendar } from '../schedule/local-calendar.ts';

export interface BudgetPeriods {
  /** `YYYY-MM-DD` of the local day. */
  readonly day: string;
  /** `YYYY-MM-01` of the local month. */
  readonly month: string;
  /** First instant of the next day and of the next month. */
  readonly nextDay: Date;
  readonly nextMonth: Date;
}

export function budgetPeriods(now: Date, timeZone: string): BudgetPeriods {
  const calendar = localCalendar(timeZone);
  const day = calendar.dateOf(now);
  const month = `${day.slice(0, 7)}-01`;
  const nextMonth = `${addDays(month, 31).slice(0, 7)}-01`;
  return {
    day,
    month,
    nextDay: calendar.startOf(addDays(day, 1)),
    nextMonth: calendar.startOf(nextMonth),
  };
}
