import { useMemo } from 'react';
import { isFinal } from '../../../../domain/run/run-status.ts';
import type { FeedState } from '../../api/run-feed.ts';
import type { RunView } from '../../api/types.ts';
import { useNow } from '../../ui/use-now.ts';
import { buildTimeline, type Timeline } from './timeline-model.ts';

/** A run's timeline as far as its feed has come; it grows with the clock while the run is open. */
export function useTimeline(run: RunView, { entries }: FeedState): Timeline {
  const open = !isFinal(run.status);
  const now = useNow(open, 2000);
  return useMemo(() => {
    const startMs = Date.parse(run.startedAt ?? run.queuedAt);
    const lastMs = Date.parse(entries.at(-1)?.createdAt ?? run.queuedAt);
    const endMs =
      run.finishedAt === null ? Math.max(now, lastMs, startMs) : Math.max(Date.parse(run.finishedAt), lastMs);
    return buildTimeline(entries, { startMs, endMs, open });
  }, [entries, now, open, run.startedAt, run.queuedAt, run.finishedAt]);
}
