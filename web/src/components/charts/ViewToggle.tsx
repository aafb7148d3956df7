import { SegmentedControl } from '@mantine/core';

export type FigureView = 'chart' | 'table';

interface Props {
  /** What is shown, as in "Cost a day". */
  readonly title: string;
  readonly view: FigureView;
  readonly onChange: (view: FigureView) => void;
}

export function ViewToggle({ title, view, onChange }: Props) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={`${title}: chart or table`}
      data={[
        { value: 'chart', label: 'Chart' },
        { value: 'table', label: 'Table' },
      ]}
      value={view}
      onChange={onChange}
    />
  );
}
