import { Badge } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { approvalsQuery } from '../api/queries.ts';
import { paths } from '../paths.ts';
import { plural } from '../ui/format.ts';

/** How many decisions wait for a person, wherever in the app one is. */
export function PendingCount() {
  const { data } = useInfiniteQuery(approvalsQuery({ status: 'pending' }));
  if (data === undefined) return null;
  const waiting = data.pages.reduce((sum, page) => sum + page.data.length, 0);
  if (waiting === 0) return null;
  const more = data.pages.at(-1)?.hasMore === true;
  return (
    <Badge
      component={Link}
      to={paths.approvals()}
      color="yellow"
      variant="filled"
      tt="none"
      size="lg"
      className="pending-count"
      title={`${plural(waiting, 'approval waits', 'approvals wait')} for you`}
    >
      {waiting}
      {more ? '+' : ''}
      <span className="on-wide"> to decide</span>
    </Badge>
  );
}
