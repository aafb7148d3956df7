import { Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { LoadingLines } from '../../ui/Notices.tsx';
import { describePlot, type PlotData } from './plot.ts';

/** A page whose chart could not be fetched still has its figures. */
const Plot = lazy(() =>
  import('./Plot.tsx').then(
    ({ Plot: loaded }) => ({ default: loaded }),
    () => ({ default: NotLoaded }),
  ),
);

interface Props {
  readonly title: string;
  readonly plot: PlotData;
}

/** A chart as a picture that says what it shows. */
export function PlotView({ title, plot }: Props) {
  return (
    <Suspense fallback={<LoadingLines lines={1} height={220} />}>
      <div role="img" aria-label={describePlot(title, plot)} className="plot">
        <Plot plot={plot} />
      </div>
    </Suspense>
  );
}

function NotLoaded() {
  return <Text c="dimmed">The chart could not be loaded. The table has every figure of it.</Text>;
}
