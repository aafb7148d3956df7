/** The charts of an agent's figures, from what the API measured. Pure. */
import type { AgentMetrics, AgentMetricsDay } from '../../../../domain/contracts/budgets.ts';
import { everyDay, shortDay } from '../../ui/days.ts';
import { count, duration, money } from '../../ui/format.ts';
import { durationTicks, type PlotData, type PlotShape, type Series } from './plot.ts';

type AgentPlotName = 'cost' | 'tokens' | 'runs' | 'time' | 'wait';

interface AgentPlotTexts {
  readonly title: string;
  readonly note?: string;
  readonly none: string;
}

interface AgentPlot extends AgentPlotTexts {
  readonly plot: PlotData;
}

const TEXTS: Readonly<Record<AgentPlotName, AgentPlotTexts>> = {
  cost: {
    title: 'Cost a day',
    none: 'Nothing was spent. What the model calls of each day cost appears here.',
  },
  tokens: {
    title: 'Tokens a day',
    none: 'No model was called. The tokens of each day appear here.',
  },
  runs: {
    title: 'Runs a day',
    none: 'No run in these days. How many completed or failed appears here.',
  },
  time: {
    title: 'Run time',
    note: 'Of the runs started on the day; waiting for people and budgets is left out.',
    none: 'No run has ended. How long runs take appears here.',
  },
  wait: {
    title: 'Wait for approval',
    note: 'Of what was asked on the day, until somebody decided.',
    none: 'Nobody has decided anything. How long people take to approve or reject appears here.',
  },
};

type SeriesOf = readonly (Series & { readonly of: (day: AgentMetricsDay) => number | null })[];

const MAIN = 'var(--bar-model)';
const SECOND = 'var(--bar-tool)';
const LIGHT = 'var(--bar-light)';

const COST: SeriesOf = [{ name: 'Cost', color: MAIN, of: (day) => day.costMicroUsd }];
const TOKENS: SeriesOf = [
  { name: 'Input', color: MAIN, of: (day) => day.inputTokens - day.cachedTokens },
  { name: 'Input from cache', color: LIGHT, of: (day) => day.cachedTokens },
  { name: 'Output', color: SECOND, of: (day) => day.outputTokens },
];
const RUNS: SeriesOf = [
  { name: 'Completed', color: MAIN, of: (day) => day.completed },
  { name: 'Failed or rejected', color: 'var(--bad)', of: (day) => day.failed + day.rejected },
  {
    name: 'Cancelled or open',
    color: 'var(--idle)',
    of: (day) => day.runs - day.completed - day.failed - day.rejected,
  },
];
const RUN_TIME: SeriesOf = [
  { name: 'Half within', color: MAIN, of: (day) => day.runMs.p50 },
  { name: '95 % within', color: SECOND, dashed: true, of: (day) => day.runMs.p95 },
];
const WAIT: SeriesOf = [
  { name: 'Half within', color: MAIN, of: (day) => day.approvals.waitMs.p50 },
  { name: '95 % within', color: SECOND, of: (day) => day.approvals.waitMs.p95 },
];

/** Days on which nothing happened are there, too: as zero, or without a value where nothing can be measured. */
export function agentPlots(metrics: AgentMetrics): Readonly<Record<AgentPlotName, AgentPlot>> {
  const days = everyDay(metrics, metrics.days, emptyDay);
  const plotOf = (shape: PlotShape, series: SeriesOf, format: (value: number) => string): PlotData => ({
    shape,
    series,
    points: days.map((day) => ({
      at: day.day,
      label: shortDay(day.day),
      values: series.map(({ of }) => of(day)),
    })),
    format,
    ...(format === duration ? { ticks: durationTicks } : {}),
  });
  return {
    cost: { ...TEXTS.cost, plot: plotOf('stack', COST, money) },
    tokens: { ...TEXTS.tokens, plot: plotOf('stack', TOKENS, count) },
    runs: { ...TEXTS.runs, plot: plotOf('stack', RUNS, count) },
    time: { ...TEXTS.time, plot: plotOf('lines', RUN_TIME, duration) },
    wait: { ...TEXTS.wait, plot: plotOf('groups', WAIT, duration) },
  };
}

function emptyDay(day: string): AgentMetricsDay {
  const unmeasured = { p50: null, p95: null };
  return {
    day,
    ...{ runs: 0, completed: 0, failed: 0, cancelled: 0, rejected: 0 },
    ...{ calls: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, costMicroUsd: 0, estimatedMicroUsd: 0 },
    runMs: unmeasured,
    approvals: { asked: 0, waitMs: unmeasured },
  };
}
