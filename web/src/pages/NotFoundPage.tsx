import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import { PageTitle } from '../components/PageTitle.tsx';
import { paths } from '../paths.ts';
import { EmptyNotice } from '../ui/Notices.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="Not found" />
      <EmptyNotice
        icon={<IconMapOff size={32} />}
        title="There is no page at this address"
        action={
          <Button component={Link} to={paths.agents()}>
            Go to the agents
          </Button>
        }
      >
        The address may be mistyped, or what it named is gone.
      </EmptyNotice>
    </>
  );
}
