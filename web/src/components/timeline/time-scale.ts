/** Where a moment stands on the time axis, when long pauses are folded to a thin fixed width. */
export interface Gap {
  readonly startMs: number;
  readonly endMs: number;
  /** What the run waited for, or undefined when simply nothing ran. */
  readonly reason: string | undefined;
  /** The step that ended it. */
  readonly beforeSeq?: number;
  readonly ongoing?: boolean;
}

/** In percent of the axis, rounded so that small shifts redraw nothing. */
export interface Bar {
  readonly left: number;
  readonly width: number;
}

export interface Scale {
  readonly bar: (startMs: number, endMs: number) => Bar;
  readonly gaps: readonly (Bar & { readonly gap: Gap })[];
  /** Time in which something ran. */
  readonly activeMs: number;
  readonly ticks: readonly { readonly left: number; readonly ms: number }[];
}

const FOLD = 5;
const MOST_FOLDS = 30;
const TICKS = [0, 0.5, 1];

export function makeScale(startMs: number, endMs: number, gaps: readonly Gap[]): Scale {
  const folded = gaps.reduce((sum, gap) => sum + gap.endMs - gap.startMs, 0);
  const activeMs = Math.max(1, endMs - startMs - folded);
  const fold = gaps.length === 0 ? 0 : Math.min(FOLD, MOST_FOLDS / gaps.length);
  const room = 100 - fold * gaps.length;
  const before = foldedBefore(gaps);
  const at = (ms: number) => {
    // Gaps are in order, so those that began before this moment are found by halving.
    const begun = countBegun(gaps, ms);
    const gap = gaps[begun - 1];
    if (gap === undefined) return clamp(((ms - startMs) / activeMs) * room);
    const inside = Math.min(ms, gap.endMs) - gap.startMs;
    const idle = (before[begun - 1] ?? 0) + inside;
    const folds = begun - 1 + inside / Math.max(1, gap.endMs - gap.startMs);
    return clamp(((ms - startMs - idle) / activeMs) * room + folds * fold);
  };
  const bar = (from: number, to: number): Bar => ({ left: tenth(at(from)), width: tenth(at(to) - at(from)) });
  return {
    bar,
    gaps: gaps.map((gap) => ({ ...bar(gap.startMs, gap.endMs), gap })),
    activeMs,
    ticks: gaps.length > 0 ? [] : TICKS.map((part) => ({ left: part * 100, ms: part * activeMs })),
  };
}

/** For each gap, the length of all gaps before it. */
function foldedBefore(gaps: readonly Gap[]): number[] {
  let sum = 0;
  return gaps.map((gap) => {
    const before = sum;
    sum += gap.endMs - gap.startMs;
    return before;
  });
}

function countBegun(gaps: readonly Gap[], ms: number): number {
  let [low, high] = [0, gaps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gaps[middle]?.startMs ?? Infinity) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

function tenth(percent: number): number {
  return Math.round(percent * 10) / 10;
}
