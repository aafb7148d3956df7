import { Alert, Button } from '@mantine/core';
import type { FeedState } from '../api/run-feed.ts';
import { ErrorNotice } from './QueryView.tsx';

/** Says when a run is no longer followed live, and that nothing is lost by it. */
export function FeedNotice({ feed }: { readonly feed: FeedState & { readonly retry: () => void } }) {
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
