import { Text } from '@mantine/core';
import { Section } from '../Section.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import { isEmptyPlot, type PlotData } from './plot.ts';
import { PlotView } from './PlotView.tsx';
import { useView } from './use-view.ts';
import { ViewToggle } from './ViewToggle.tsx';

interface Props {
  /** In the address, when its table is shown. */
  readonly id: string;
  readonly title: string;
  readonly plot: PlotData;
  /** What the figures count. */
  readonly note?: string;
  /** What will appear here. */
  readonly none: string;
}

/** Figures of days, as a chart or as the table of the same figures. */
export function Figure({ id, title, plot, note, none }: Props) {
  const [view, show] = useView(id);
  const isEmpty = isEmptyPlot(plot);
  return (
    <Section
      title={title}
      flush={!isEmpty && view === 'table'}
      aside={isEmpty ? undefined : <ViewToggle title={title} view={view} onChange={show} />}
    >
      {isEmpty ? (
        <Text c="dimmed">{none}</Text>
      ) : view === 'chart' ? (
        <>
          <PlotView title={title} plot={plot} />
          {note === undefined ? null : (
            <Text size="xs" c="dimmed" mt="xs">
              {note}
            </Text>
          )}
        </>
      ) : (
        <DaysTable title={title} plot={plot} />
      )}
    </Section>
  );
}

/** The newest day first: that is what people look for. */
function DaysTable({ title, plot: { series, points, format } }: Pick<Props, 'title' | 'plot'>) {
  return (
    <FiguresTable
      name={title}
      head={['Day', ...series.map(({ name }) => name)]}
      rows={[...points].reverse().map(({ at, label, values }) => ({
        key: at,
        cells: [label, ...values.map((value) => (value === null ? '–' : format(value)))],
      }))}
      low
      minWidth={300}
    />
  );
}
