/** A name for an agent that nobody has named yet: "Daily leads report". */
import type { Draft } from './understand.ts';

export function autoName({
  kind,
  config,
  schedule,
  title,
}: Pick<Draft, 'kind' | 'config' | 'schedule'> & { readonly title: string }): string {
  if (kind === null) return '';
  const often = schedule === null ? '' : frequency(schedule.cron);
  const isReport = kind === 'custom_report';
  const subject =
    isReport && config.sections.length > 0 && config.sections.length < 3 ? config.sections.join(' and ') : '';
  const noun = isReport ? 'report' : title.toLowerCase();
  const text = [often, subject, noun].filter((part) => part !== '').join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** By the fields of the expression, as text: what is more special comes first. */
const FREQUENCIES: readonly (readonly [RegExp, string])[] = [
  [/^(?!\d+ [\d,]+ )/, 'frequent'],
  [/^\S+ \S+ 1 \d+,\d+,\d+,\d+ /, 'quarterly'],
  [/^\S+ \S+ \S+ [^*]/, 'yearly'],
  [/^\S+ \S+ [^*]/, 'monthly'],
  [/ \*$/, 'daily'],
  [/ (?:1-5|1,2,3,4,5)$/, 'weekday'],
];

function frequency(cron: string): string {
  const fields = cron.trim().replaceAll(/\s+/g, ' ');
  return FREQUENCIES.find(([pattern]) => pattern.test(fields))?.[1] ?? 'weekly';
}
