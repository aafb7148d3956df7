import { useRouteError } from 'react-router';
import { ProblemNotice } from '../ui/Notices.tsx';
import { PublicPage } from '../ui/PublicPage.tsx';

/** Instead of a page that could not be drawn: an error of ours, or a part of the program that did not arrive. */
export function BrokenPage() {
  const error = useRouteError();
  return (
    <PublicPage title="Steward">
      <ProblemNotice
        title="This page could not be shown"
        detail={error instanceof Error ? error.message : String(error)}
        advice="Nothing that was saved is affected. If it happens again after a reload, tell whoever runs this server."
        onRetry={() => {
          window.location.reload();
        }}
      />
    </PublicPage>
  );
}
