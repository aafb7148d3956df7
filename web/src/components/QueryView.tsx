import { Alert, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client.ts';
import { PageTitle } from './PageTitle.tsx';
import { LoadingLines, ProblemNotice } from '../ui/Notices.tsx';

interface Props<T> {
  readonly query: {
    readonly data: T | undefined;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
  /** What is being loaded, as in "The agents could not be loaded". */
  readonly what: string;
  readonly skeleton?: ReactNode;
  /** It is what the whole page shows, so its failure needs the page's heading. */
  readonly page?: boolean;
  readonly children: (data: T) => ReactNode;
}

/** Loading, failed, failed but with what was loaded before, or there. */
export function QueryView<T>({ query, what, skeleton, page = false, children }: Props<T>) {
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    if (query.error === null) return skeleton ?? <LoadingLines />;
    return (
      <>
        {page ? <PageTitle title={what} /> : null}
        <ErrorNotice error={query.error} title={`${what} could not be loaded`} onRetry={retry} />
      </>
    );
  }
  return (
    <>
      {query.error === null ? null : <StaleNotice what={what} error={query.error} onRetry={retry} />}
      {children(query.data)}
    </>
  );
}

interface ErrorProps {
  readonly error: Error;
  readonly title: string;
  readonly advice?: string;
  readonly onRetry?: () => void;
}

export function ErrorNotice({ error, title, advice, onRetry }: ErrorProps) {
  const reference = error instanceof ApiError ? error.problem?.requestId : undefined;
  return (
    <ProblemNotice
      title={title}
      detail={error.message}
      reference={reference}
      advice={
        advice ?? 'Nothing was changed. Try again; if it stays, give the reference to whoever runs Steward.'
      }
      {...(onRetry === undefined ? {} : { onRetry })}
    />
  );
}

function StaleNotice({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  return (
    <Alert role="status" color="yellow" variant="outline" mb="sm" className="notice" p="xs">
      {what} may be out of date: {error.message}{' '}
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        Retry
      </Button>
    </Alert>
  );
}
