import { Badge } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { approvalCountsQuery } from '../api/queries.ts';
import { paths } from '../paths.ts';
import { plural } from '../ui/format.ts';

/** How many decisions wait for me, wherever in the app I am. */
export function PendingCount() {
  const { data } = useQuery(approvalCountsQuery);
  if (data === undefined || data.mine === 0) return null;
  return (
    <Badge
      component={Link}
      to={paths.approvals()}
      color="yellow"
      variant="filled"
      tt="none"
      size="lg"
      className="pending-count"
      title={`${plural(data.mine, 'approval waits', 'approvals wait')} for you`}
    >
      {data.mine}
      <span className="on-wide"> to decide</span>
    </Badge>
  );
}
