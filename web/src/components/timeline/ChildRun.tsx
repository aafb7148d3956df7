/** A run that was started by a call, under that call: how it stands, and its own timeline when it is opened. */
import { Anchor, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { isFinal } from '../../../../domain/run/run-status.ts';
import { runQuery } from '../../api/queries.ts';
import type { RunView } from '../../api/types.ts';
import { useRunFeed } from '../../api/use-run-feed.ts';
import { paths } from '../../paths.ts';
import { money } from '../../ui/format.ts';
import { FeedNotice } from '../FeedNotice.tsx';
import { RunMark } from '../marks.tsx';
import { ReplayContext } from './replay-context.ts';
import { TimelineScope } from './timeline-scope.ts';
import { TimelineView } from './TimelineView.tsx';
import { useTimeline } from './use-timeline.ts';

const POLL_MS = 3000;

export function ChildRun({ runId }: { readonly runId: string }) {
  const [open, setOpen] = useState(false);
  const { data: run } = useQuery({
    ...runQuery(runId),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isFinal(state.data.status) ? false : POLL_MS,
  });
  if (run === undefined) return null;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div className="child-run">
      <div className="child-head">
        <UnstyledButton
          className="plain-link"
          data-row
          aria-expanded={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          <Chevron size={14} aria-hidden /> <strong>{run.agentName}</strong>
        </UnstyledButton>
        <RunMark status={run.status} waitingFor={run.waitingFor} />
        <span className="num">{money(run.treeCostMicroUsd)}</span>
        <Anchor component={Link} to={paths.run(run.agentId, run.id)} size="sm" underline="always">
          Open this run
        </Anchor>
      </div>
      {open ? <ChildSteps run={run} /> : null}
    </div>
  );
}

function ChildSteps({ run }: { readonly run: RunView }) {
  const feed = useRunFeed(run);
  const timeline = useTimeline(run, feed);
  const [chosen, choose] = useState<string | null>(null);
  if (timeline.turns.length === 0) return <p className="plain-text dim pad">No step yet.</p>;
  return (
    <TimelineScope value={run.id}>
      <ReplayContext value={null}>
        <FeedNotice feed={feed} />
        <TimelineView timeline={timeline} chosen={chosen} onChoose={choose} />
      </ReplayContext>
    </TimelineScope>
  );
}
