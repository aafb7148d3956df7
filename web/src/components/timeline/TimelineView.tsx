import { Button, Group, Text } from '@mantine/core';
import { use, useEffect, useMemo, useState } from 'react';
import { WhenNear } from '../../ui/WhenNear.tsx';
import { duration, money, plural } from '../../ui/format.ts';
import { TimeAxis } from './TimeAxis.tsx';
import type { Timeline, Turn } from './timeline-model.ts';
import { TimelineScope } from './timeline-scope.ts';
import { TurnView } from './TurnView.tsx';

interface Props {
  readonly timeline: Timeline;
  /** The tool call named in the address, such as `2.0`. */
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

/** Beyond this many turns they start closed: a page of a thousand turns must open at once. */
const OPEN_TURNS = 30;
/** So many turns are drawn or left out together. */
const CHUNK = 20;
const HEAD_HEIGHT = 39;
const ROW_HEIGHT = 32;

export function TimelineView({ timeline, chosen, onChoose }: Props) {
  const { turns, scale } = timeline;
  const [toggled, setToggled] = useState<ReadonlyMap<number, boolean>>(new Map());
  const chosenTurn = Number(chosen?.split('.')[0]);
  const many = turns.length > OPEN_TURNS;
  const isOpen = (number: number) =>
    toggled.get(number) ?? (!many || number === chosenTurn || number === turns.length);
  const toggle = useMemo(
    () => (number: number, open: boolean) => {
      setToggled((before) => new Map(before).set(number, open));
    },
    [],
  );
  const scope = use(TimelineScope);
  // Only the run of the page is named in the address.
  useScrollTo(scope === '' ? chosen : null, turns.length > 0);
  return (
    <div className="timeline">
      <Group justify="space-between" className="timeline-sum" gap="xs">
        <Text size="sm" c="dimmed" className="num">
          {plural(turns.length, 'turn')}, {duration(scale.activeMs)} at work,{' '}
          {money(turns.reduce((sum, turn) => sum + turn.costMicroUsd, 0))}
        </Text>
        {turns.length > 1 ? <ToggleAll turns={timeline.turns} isOpen={isOpen} onSet={setToggled} /> : null}
      </Group>
      <TimeAxis scale={scale} />
      {chunksOf(turns).map((chunk) => (
        <WhenNear
          key={chunk[0]?.number}
          always={!many || chunk.some((turn) => turn.number === chosenTurn)}
          estimate={chunk.reduce((sum, turn) => sum + heightOf(turn, isOpen(turn.number)), 0)}
        >
          {() =>
            chunk.map((turn) => (
              <TurnView
                key={turn.number}
                turn={turn}
                open={isOpen(turn.number)}
                chosen={turn.number === chosenTurn ? chosen : null}
                onToggle={toggle}
                onChoose={onChoose}
              />
            ))
          }
        </WhenNear>
      ))}
    </div>
  );
}

function chunksOf(turns: readonly Turn[]): (readonly Turn[])[] {
  const count = Math.ceil(turns.length / CHUNK);
  return Array.from({ length: count }, (_, i) => turns.slice(i * CHUNK, (i + 1) * CHUNK));
}

/** About, in pixels; the real height is measured once a turn has been drawn. */
function heightOf(turn: Turn, open: boolean): number {
  return HEAD_HEIGHT + (open ? turn.items.length * ROW_HEIGHT : 0);
}

interface ToggleProps {
  readonly turns: Timeline['turns'];
  readonly isOpen: (number: number) => boolean;
  readonly onSet: (toggled: ReadonlyMap<number, boolean>) => void;
}

function ToggleAll({ turns, isOpen, onSet }: ToggleProps) {
  const allOpen = turns.every((turn) => isOpen(turn.number));
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      onClick={() => {
        onSet(new Map(turns.map((turn) => [turn.number, !allOpen])));
      }}
    >
      {allOpen ? 'Close all turns' : 'Open all turns'}
    </Button>
  );
}

/** Brings the step named in the address into view, once its row is there. */
function useScrollTo(chosen: string | null, ready: boolean): void {
  useEffect(() => {
    if (chosen === null || !ready) return;
    const row = document.getElementById(`step-${chosen}`);
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('[data-row]')?.focus({ preventScroll: true });
  }, [chosen, ready]);
}
