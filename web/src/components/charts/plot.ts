/** What a chart and its table show. Pure, so that it can be tested without a page. */

/** `stack`: bars whose parts add up. `groups`: bars side by side. `ranking`: bars that lie, each with a name. */
export type PlotShape = 'stack' | 'groups' | 'lines' | 'ranking';

export interface Series {
  readonly name: string;
  /** A variable of the theme, such as `var(--bar-model)`. */
  readonly color: string;
  /** Lines are told apart by more than their colour. */
  readonly dashed?: boolean;
}

export interface Point {
  /** Unique among the points. */
  readonly at: string;
  readonly label: string;
  /** One for each series; null where nothing was measured. */
  readonly values: readonly (number | null)[];
}

export interface PlotData {
  readonly shape: PlotShape;
  readonly series: readonly Series[];
  readonly points: readonly Point[];
  readonly format: (value: number) => string;
  /** Where the axis has its lines, up to at least the greatest value; even numbers are not even in minutes. */
  readonly ticks?: (greatest: number) => readonly number[];
}

/** Whether there is nothing that a chart could show. */
export function isEmptyPlot({ points }: PlotData): boolean {
  return points.every(({ values }) => values.every((value) => value === null || value === 0));
}

/** The chart in a sentence, for those who do not see it: its span, its peak and, where parts add up, its sum. */
export function describePlot(title: string, { shape, points, format }: PlotData): string {
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined) return title;
  const addsUp = shape === 'stack' || shape === 'ranking';
  const heights = points.map(({ values }) => height(values, addsUp));
  const peak = Math.max(...heights);
  const at = points[heights.indexOf(peak)]?.label ?? '';
  const span = shape === 'ranking' ? '' : `, ${first.label} to ${last.label}`;
  const sum = addsUp ? `, ${format(heights.reduce((all, one) => all + one, 0))} in all` : '';
  return `${title}${span}: at most ${format(peak)} (${at})${sum}`;
}

function height(values: readonly (number | null)[], addsUp: boolean): number {
  const known = values.filter((value) => value !== null);
  return addsUp ? known.reduce((all, value) => all + value, 0) : Math.max(0, ...known);
}

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 4, 8, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * DAY),
];
const MOST_LINES = 4;

/** Times as clocks divide them: 20 min, 40 min, 1 h. */
export function durationTicks(greatestMs: number): number[] {
  const step = STEPS_MS.find((one) => greatestMs <= one * MOST_LINES) ?? Math.ceil(greatestMs / MOST_LINES);
  return Array.from({ length: Math.ceil(greatestMs / step) + 1 }, (_, i) => i * step);
}

/** The top of the axis: what is stacked counts together. */
export function greatest({ shape, points }: PlotData): number {
  return Math.max(0, ...points.map(({ values }) => height(values, shape === 'stack')));
}

/** As many as can be read beside each other; the others become one. */
export function topPoints(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points];
  const others = points.slice(most - 1);
  const values = (others[0]?.values ?? []).map((_, i) =>
    others.reduce((all, point) => all + (point.values[i] ?? 0), 0),
  );
  return [...points.slice(0, most - 1), { at: '', label: `${others.length} others`, values }];
}
