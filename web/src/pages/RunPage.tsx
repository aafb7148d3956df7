import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { runQuery } from '../api/queries.ts';
import type { RunView } from '../api/types.ts';
import { useRunFeed } from '../api/use-run-feed.ts';
import { CancelRun } from '../components/CancelRun.tsx';
import { FeedNotice } from '../components/FeedNotice.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RunAnswer } from '../components/RunAnswer.tsx';
import { ReplayComparison } from '../components/ReplayComparison.tsx';
import { RetryRun } from '../components/RetryRun.tsx';
import { RunAside } from '../components/RunAside.tsx';
import { RunKin, StartedBy } from '../components/RunKin.tsx';
import { RunSummary } from '../components/RunSummary.tsx';
import { RunSteps } from '../components/timeline/RunSteps.tsx';
import { stepKey } from '../components/timeline/timeline-model.ts';
import { useTimeline } from '../components/timeline/use-timeline.ts';
import { paths } from '../paths.ts';
import { useListKeys } from '../ui/shortcuts.ts';

export function RunPage() {
  const { runId = '' } = useParams();
  const query = useQuery(runQuery(runId));
  useListKeys();
  return (
    <QueryView query={query} what="The run" page>
      {(run) => <Run key={run.id} run={run} />}
    </QueryView>
  );
}

function Run({ run }: { readonly run: RunView }) {
  const feed = useRunFeed(run);
  const timeline = useTimeline(run, feed);
  const [chosen, choose] = useChosenStep();
  const onFigure = useCallback(
    (figure: { readonly turn: number; readonly callIndex: number }) => {
      choose(stepKey(figure));
    },
    [choose],
  );
  return (
    <>
      <Anchor component={Link} to={paths.agent(run.agentId)} size="sm">
        {run.agentName}
      </Anchor>
      <PageTitle
        title={`Run of ${run.agentName}`}
        actions={
          <>
            <RetryRun run={run} timeline={timeline} isLoading={feed.phase === 'loading'} />
            <CancelRun run={run} />
          </>
        }
      />
      <RunSummary run={run} />
      <StartedBy run={run} />
      <RunKin run={run} />
      <FeedNotice feed={feed} />
      <div className="run-page">
        <Stack gap="md">
          <RunAnswer run={run} answer={feed.answer} onFigure={onFigure} />
          <ReplayComparison run={run} />
          <div id="timeline">
            <RunSteps run={run} feed={feed} timeline={timeline} chosen={chosen} onChoose={choose} canReplay />
          </div>
        </Stack>
        <RunAside run={run} events={timeline.events} />
      </div>
    </>
  );
}

/** The step named in the address, so that a link can point at one tool call. */
function useChosenStep(): readonly [string | null, (key: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const choose = useCallback(
    (key: string | null) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (key === null) next.delete('step');
          else next.set('step', key);
          return next;
        },
        { replace: true, preventScrollReset: true },
      );
    },
    [setParams],
  );
  return [params.get('step'), choose];
}
