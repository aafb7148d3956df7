import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangleFilled, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, use } from 'react';
import { count, duration, money, plural } from '../../ui/format.ts';
import { ReplayTurn } from '../ReplayTurn.tsx';
import { ReplayContext } from './replay-context.ts';
import { StepNote } from './StepNote.tsx';
import { BarLine, StepRow } from './StepRow.tsx';
import { gapText } from './TimeAxis.tsx';
import type { Turn, TurnItem } from './timeline-model.ts';

interface Props {
  readonly turn: Turn;
  readonly open: boolean;
  readonly chosen: string | null;
  readonly onToggle: (number: number, open: boolean) => void;
  readonly onChoose: (key: string | null) => void;
}

/** While a run is live every entry makes a new timeline; only turns that look different are drawn again. */
export const TurnView = memo(
  TurnBody,
  (a, b) =>
    a.turn.signature === b.turn.signature &&
    a.open === b.open &&
    a.chosen === b.chosen &&
    a.onChoose === b.onChoose,
);

function TurnBody({ turn, open, chosen, onToggle, onChoose }: Props) {
  return (
    <section className="turn" aria-label={`Turn ${turn.number}`}>
      <UnstyledButton
        className="step turn-head"
        data-row
        aria-expanded={open}
        onClick={() => {
          onToggle(turn.number, !open);
        }}
      >
        <TurnName turn={turn} open={open} />
        <BarLine bar={turn.bar} className="bar-turn" />
        <span className="num end">{duration(turn.activeMs)}</span>
        <span className="num end wide">
          {count(turn.inputTokens)} → {count(turn.outputTokens)}
        </span>
        <span className="num end">{money(turn.costMicroUsd)}</span>
      </UnstyledButton>
      {open
        ? turn.items.map((item) => <Item key={keyOf(item)} item={item} chosen={chosen} onChoose={onChoose} />)
        : null}
      {open ? <Replay turn={turn.number} /> : null}
    </section>
  );
}

function Replay({ turn }: { readonly turn: number }) {
  const run = use(ReplayContext);
  return run === null ? null : <ReplayTurn run={run} turn={turn} />;
}

function TurnName({ turn, open }: { readonly turn: Turn; readonly open: boolean }) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const what = turn.tools.length === 0 ? turn.model : plural(turn.tools.length, 'tool call');
  return (
    <span className="step-name">
      <Chevron size={14} aria-hidden />
      <strong>Turn {turn.number}</strong>
      {turn.hasProblem ? (
        <IconAlertTriangleFilled size={14} className="mark-wait" aria-label="has a problem" />
      ) : null}
      <span className="dim">{what}</span>
    </span>
  );
}

interface ItemProps {
  readonly item: TurnItem;
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

function Item({ item, chosen, onChoose }: ItemProps) {
  if (item.type === 'gap') return <p className="gap num">⋯ {gapText(item.gap)} ⋯</p>;
  if (item.type === 'note') return <StepNote log={item.log} />;
  return <StepRow step={item} chosen={item.type === 'tool' && item.key === chosen} onChoose={onChoose} />;
}

function keyOf(item: TurnItem): string {
  return item.type === 'gap' ? `gap-${item.gap.startMs}` : item.log.id;
}
