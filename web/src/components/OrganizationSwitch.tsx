/** The head of the navigation: in which organization one works, and the way to another. */
import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { meQuery } from '../api/people.ts';
import { organizationQuery } from '../api/queries.ts';
import { chooseOrganization } from '../api/session.ts';
import { LEAVING } from './UnsavedChanges.tsx';
import { paths } from '../paths.ts';

export function OrganizationSwitch() {
  const { data: me } = useQuery(meQuery);
  const { data: current } = useQuery(organizationQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const memberships = me?.memberships ?? [];
  if (memberships.length < 2) return null;
  const choose = (organizationId: string): void => {
    chooseOrganization(organizationId);
    // Nothing of the other organization stays in memory.
    client.clear();
    // Whatever a form still shows is the other organization's: it must go, and could not be saved any more.
    void navigate(paths.agents(), { state: LEAVING });
  };
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton px="xs" pb="xs" w="100%" aria-label="Change the organization">
          <Text span size="sm" fw={600} truncate>
            {current?.name ?? '…'}
          </Text>{' '}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {memberships.map(({ organizationId, organizationName, role }) => (
          <Menu.Item
            key={organizationId}
            leftSection={organizationId === current?.id ? <IconCheck size={14} /> : <span />}
            onClick={() => {
              choose(organizationId);
            }}
          >
            {organizationName} · {role}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
