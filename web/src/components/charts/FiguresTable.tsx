import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface FigureRow {
  readonly key: string;
  readonly cells: readonly ReactNode[];
}

interface Props {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly FigureRow[];
  readonly foot?: readonly ReactNode[];
  /** How many columns from the left are words; figures stand on the right. */
  readonly words?: number;
  /** Long ones scroll, as high as the chart in whose place they stand. */
  readonly low?: boolean;
  readonly minWidth?: number;
}

/** A table of figures that keys can scroll, too. */
export function FiguresTable({ name, head, rows, foot, words = 1, low = false, minWidth = 480 }: Props) {
  const align = (column: number) => (column < words ? 'left' : 'right');
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      {...(low ? { maxHeight: 252 } : {})}
      type="native"
      tabIndex={0}
      role="group"
      aria-label={name}
      className="figures"
    >
      <Table stickyHeader={low}>
        <Table.Thead>
          <Table.Tr>
            {head.map((title, column) => (
              <Table.Th key={title} ta={align(column)}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {cells.map((cell, column) => (
                <Table.Td key={head[column]} ta={align(column)}>
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        {foot === undefined ? null : (
          <Table.Tfoot>
            <Table.Tr>
              {foot.map((cell, column) => (
                <Table.Th key={head[column]} ta={align(column)}>
                  {cell}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Tfoot>
        )}
      </Table>
    </Table.ScrollContainer>
  );
}
