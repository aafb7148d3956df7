import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { isFinal } from '../../../domain/run/run-status.ts';
import { type FeedState, RunFeed } from './run-feed.ts';
import type { RunView } from './types.ts';

/** Totals are asked again at most this often while entries arrive. */
const REFRESH_MS = 1000;

/** Follows a run; its status in the query cache changes the moment the stream says so. */
export function useRunFeed(run: RunView): FeedState & { readonly retry: () => void } {
  const client = useQueryClient();
  const { id } = run;
  const [attempt, setAttempt] = useState(0);
  const feed = useMemo(() => new RunFeed(id), [id]);
  // Whether to connect is decided once per run: the stream itself tells of the end.
  const [openAtFirst] = useState(!isFinal(run.status));

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => client.invalidateQueries({ queryKey: ['run', id] });
    void feed.follow(
      openAtFirst,
      {
        onStatus: (change) => {
          client.setQueryData<RunView>(['run', id], (old) =>
            old === undefined ? old : { ...old, ...change },
          );
          void refresh();
        },
        onProgress: () => {
          timer ??= setTimeout(() => {
            timer = undefined;
            void refresh();
          }, REFRESH_MS);
        },
      },
      abort.signal,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, feed, id, openAtFirst, attempt]);

  const retry = useCallback(() => {
    setAttempt((n) => n + 1);
  }, []);
  return { ...useSyncExternalStore(feed.subscribe, feed.snapshot), retry };
}
