import { Alert, Anchor, Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { isFinal } from '../../../domain/run/run-status.ts';
import { runQuery } from '../api/queries.ts';
import type { FeedState } from '../api/run-feed.ts';
import type { RunView } from '../api/types.ts';
import { useRunFeed } from '../api/use-run-feed.ts';
import { CancelRun } from '../components/CancelRun.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { ErrorNotice, QueryView } from '../components/QueryView.tsx';
import { RunAnswer } from '../components/RunAnswer.tsx';
import { RunAside } from '../components/RunAside.tsx';
import { RunSummary } from '../components/RunSummary.tsx';
import { Section } from '../components/Section.tsx';
import { buildTimeline, stepKey, type Timeline } from '../components/timeline/timeline-model.ts';
import { TimelineView } from '../components/timeline/TimelineView.tsx';
import { paths } from '../paths.ts';
import { LoadingLines } from '../ui/Notices.tsx';
import { useListKeys } from '../ui/shortcuts.ts';
import { useNow } from '../ui/use-now.ts';

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
      <PageTitle title={`Run of ${run.agentName}`} actions={<CancelRun run={run} />} />
      <RunSummary run={run} />
      <FeedNotice feed={feed} />
      <div className="run-page">
        <Stack gap="md">
          <RunAnswer run={run} answer={feed.answer} onFigure={onFigure} />
          <div id="timeline">
            <Section title="Timeline" flush>
              <Steps run={run} feed={feed} timeline={timeline} chosen={chosen} onChoose={choose} />
            </Section>
          </div>
        </Stack>
        <RunAside run={run} events={timeline.events} />
      </div>
    </>
  );
}

interface StepsProps {
  readonly run: RunView;
  readonly feed: FeedState;
  readonly timeline: Timeline;
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

function Steps({ run, feed, timeline, chosen, onChoose }: StepsProps) {
  if (timeline.turns.length > 0)
    return <TimelineView timeline={timeline} chosen={chosen} onChoose={onChoose} />;
  if (feed.phase === 'loading') {
    return (
      <div className="pad">
        <LoadingLines lines={4} height={26} />
      </div>
    );
  }
  return (
    <p className="plain-text dim pad">
      {isFinal(run.status) ? 'This run made no step.' : 'The first step appears here in a moment.'}
    </p>
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

function useTimeline(run: RunView, feed: FeedState): Timeline {
  const open = !isFinal(run.status);
  const now = useNow(open, 2000);
  const { entries } = feed;
  return useMemo(() => {
    const startMs = Date.parse(run.startedAt ?? run.queuedAt);
    const lastMs = Date.parse(entries.at(-1)?.createdAt ?? run.queuedAt);
    const endMs =
      run.finishedAt === null ? Math.max(now, lastMs, startMs) : Math.max(Date.parse(run.finishedAt), lastMs);
    return buildTimeline(entries, { startMs, endMs, open });
  }, [entries, now, open, run.startedAt, run.queuedAt, run.finishedAt]);
}

function FeedNotice({ feed }: { readonly feed: FeedState & { readonly retry: () => void } }) {
  if (feed.phase === 'failed' && feed.error !== null) {
    return (
      <ErrorNotice
        error={feed.error}
        title="The timeline is not live any more"
        advice="What was loaded stays below."
        onRetry={feed.retry}
      />
    );
  }
  if (feed.phase !== 'reconnecting') return null;
  return (
    <Alert role="status" color="yellow" variant="outline" className="notice" p="xs" mb="sm">
      The connection broke; reconnecting. Nothing is lost.{' '}
      <Button size="compact-xs" variant="default" onClick={feed.retry}>
        Retry now
      </Button>
    </Alert>
  );
}
