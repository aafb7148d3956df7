/** What the organization spent, by days, agents, kinds or models. Pure. */
import type { UsageGroup, UsageReport } from '../../../../domain/contracts/budgets.ts';
import { everyDay, shortDay } from '../../ui/days.ts';
import { label, money } from '../../ui/format.ts';
import { type PlotData, type Point, topPoints } from './plot.ts';

type UsageRow = UsageReport['data'][number];

/** Lying bars that fit on a screen beside each other. */
const MOST_BARS = 12;

/** Days in their order, the newest first in tables; the others dearest first, as the API has them. */
export function spendRows(by: UsageGroup, report: UsageReport): readonly UsageRow[] {
  return by === 'day' ? everyDay(report, report.data, emptyDay) : report.data;
}

export function spendPlot(by: UsageGroup, report: UsageReport): PlotData {
  const points = spendRows(by, report).map((row): Point => {
    return { at: spendKey(by, row), label: spendLabel(by, row), values: [row.costMicroUsd] };
  });
  return {
    shape: by === 'day' ? 'stack' : 'ranking',
    series: [{ name: 'Cost', color: 'var(--bar-model)' }],
    points: by === 'day' ? points : topPoints(points, MOST_BARS),
    format: money,
  };
}

export function spendKey(by: UsageGroup, row: UsageRow): string {
  return (by === 'agent' ? row.agentId : row[by]) ?? '';
}

export function spendLabel(by: UsageGroup, row: UsageRow): string {
  if (by === 'day') return shortDay(row.day ?? '');
  if (by === 'kind') return label(row.kind ?? '');
  return (by === 'agent' ? row.agentName : row.model) ?? '';
}

function emptyDay(day: string): UsageRow {
  return {
    day,
    ...{ calls: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, costMicroUsd: 0, estimatedMicroUsd: 0 },
  };
}
