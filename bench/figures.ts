/** Times of the same thing, done many times, against what was promised. */
import { Console } from 'node:console';
import { cpus, loadavg } from 'node:os';

export interface Row {
  readonly what: string;
  readonly times: readonly number[];
  /** In ms, for the p95. Without one it is told and not judged. */
  readonly targetMs?: number;
  /** Facts beside the times. */
  readonly more?: Readonly<Record<string, string | number>>;
}

export async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  times.push(performance.now() - startedAt);
  return result;
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Prints the table; false when a target was missed. */
export function report(title: string, rows: readonly Row[]): boolean {
  const [cpu] = cpus();
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const machine = `${cpus().length} × ${cpu?.model ?? 'cpu'}, load ${load}, Node ${process.version}`;
  process.stdout.write(`${title}\n${machine}; PostgreSQL with fsync\n`);
  new Console(process.stdout).table(rows.map(toCells));
  return rows.every(isReached);
}

function toCells(row: Row): Record<string, string | number> {
  const { what, times, targetMs, more = {} } = row;
  return {
    what,
    times: times.length,
    'p50 ms': percentile(times, 0.5).toFixed(1),
    'p95 ms': percentile(times, 0.95).toFixed(1),
    target: targetMs === undefined ? '' : `< ${targetMs} ms: ${isReached(row) ? 'reached' : 'missed'}`,
    ...more,
  };
}

function isReached({ times, targetMs }: Row): boolean {
  return targetMs === undefined || percentile(times, 0.95) < targetMs;
}
