/** The chart itself. Loaded when a page shows one: the library is larger than everything else on most pages. */
import '@mantine/charts/styles.css';
import { BarChart, type BarChartProps, LineChart } from '@mantine/charts';
import { greatest, type PlotData } from './plot.ts';

const HEIGHT = 220;
const ROW_HEIGHT = 30;
/** For amounts of money; longer texts get what they need, or they break into two lines. */
const AXIS_WIDTH = 64;
const CHARACTER_WIDTH = 7;
/** Of names beside lying bars; the table has them whole. */
const NAME_WIDTH = 140;
const NAME_LENGTH = 18;

export function Plot({ plot }: { readonly plot: PlotData }) {
  const { shape } = plot;
  if (shape === 'ranking') return <Ranking plot={plot} />;
  const shared = sharedProps(plot);
  if (shape === 'lines')
    return <LineChart {...shared} h={HEIGHT} connectNulls={false} curveType="linear" dotProps={{ r: 2.5 }} />;
  return <BarChart {...shared} h={HEIGHT} type={shape === 'stack' ? 'stacked' : 'default'} />;
}

function Ranking({ plot }: { readonly plot: PlotData }) {
  const labelOf = labelsOf(plot);
  const short = (at: string): string => {
    const label = labelOf(at);
    return label.length > NAME_LENGTH ? `${label.slice(0, NAME_LENGTH - 1)}…` : label;
  };
  const { yAxisProps: _along, xAxisProps: _below, ...shared } = sharedProps(plot);
  return (
    <BarChart
      {...shared}
      h={plot.points.length * ROW_HEIGHT + 50}
      orientation="vertical"
      gridAxis="y"
      tickLine="x"
      maxBarWidth={16}
      xAxisProps={{ allowDecimals: false, minTickGap: 16, tickFormatter: zeroOr(plot.format) }}
      yAxisProps={{ width: NAME_WIDTH, interval: 0, tickFormatter: short }}
    />
  );
}

/** Its keys lead nowhere that the table does not: the chart is a picture with a name, and takes no focus. */
function sharedProps(plot: PlotData) {
  const labelOf = labelsOf(plot);
  return {
    data: plot.points.map(({ at, values }) => ({
      at,
      ...Object.fromEntries(values.map((value, i) => [keyOf(i), value])),
    })),
    dataKey: 'at',
    series: plot.series.map(({ name, color, dashed = false }, i) => ({
      name: keyOf(i),
      label: name,
      color,
      ...(dashed ? { strokeDasharray: '5 4' } : {}),
    })),
    // The library hands over null where a day has no value.
    valueFormatter: (value: number | null) => (value === null ? '–' : plot.format(value)),
    withLegend: plot.series.length > 1,
    accessibilityLayer: false,
    xAxisProps: { tickFormatter: labelOf, minTickGap: 24 },
    yAxisProps: {
      allowDecimals: false,
      width: AXIS_WIDTH,
      tickFormatter: zeroOr(plot.format),
      ...linesOf(plot),
    },
    tooltipProps: { labelFormatter: (at) => (typeof at === 'string' ? labelOf(at) : at) },
  } satisfies BarChartProps;
}

/** `0 ms` at the foot of an axis says less than `0`. */
function zeroOr(format: (value: number) => string): (value: number) => string {
  return (value) => (value === 0 ? '0' : format(value));
}

function linesOf(plot: PlotData) {
  if (plot.ticks === undefined) return {};
  const ticks = [...plot.ticks(greatest(plot))];
  const longest = Math.max(...ticks.map((tick) => plot.format(tick).length));
  return {
    ticks,
    domain: [0, ticks.at(-1) ?? 0],
    width: Math.max(AXIS_WIDTH, longest * CHARACTER_WIDTH + 14),
  };
}

function keyOf(index: number): string {
  return `s${index}`;
}

function labelsOf({ points }: PlotData): (at: string) => string {
  const labels = new Map(points.map(({ at, label }) => [at, label]));
  return (at) => labels.get(at) ?? at;
}
