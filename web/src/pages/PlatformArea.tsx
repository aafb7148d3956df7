/** Around the pages of the platform's staff. To everybody else there is no page at these addresses. */
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from 'react-router';
import { meQuery } from '../api/people.ts';
import { QueryView } from '../components/QueryView.tsx';
import { paths } from '../paths.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

const ROOMS = [
  { to: paths.platformAgents(), name: 'System agents' },
  { to: paths.platformSkills(), name: 'Platform skills' },
  { to: paths.platformOrganizations(), name: 'Organizations' },
  { to: paths.platformChanges(), name: 'Changes' },
] as const;

export function PlatformArea() {
  const query = useQuery(meQuery);
  return (
    <QueryView query={query} what="The platform area" page>
      {(me) =>
        me?.isStaff === true ? (
          <>
            <Rooms />
            <Outlet />
          </>
        ) : (
          <NotFoundPage />
        )
      }
    </QueryView>
  );
}

function Rooms() {
  const { pathname } = useLocation();
  return (
    <Group component="nav" aria-label="Platform" gap={4} mb="md">
      {ROOMS.map(({ to, name }) => {
        const here = pathname.startsWith(to);
        return (
          <Button
            key={to}
            component={Link}
            to={to}
            size="compact-sm"
            variant={here ? 'light' : 'subtle'}
            aria-current={here ? 'page' : undefined}
          >
            {name}
          </Button>
        );
      })}
    </Group>
  );
}
