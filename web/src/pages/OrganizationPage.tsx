import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { organizationToEditQuery, useUpdateOrganization } from '../api/organization.ts';
import type { OrganizationView } from '../api/types.ts';
import { KillButton } from '../components/KillSwitch.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { ErrorNotice, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { problemAt } from '../forms/problem-at.ts';

const TIME_ZONES = Intl.supportedValuesOf('timeZone');

export function OrganizationPage() {
  const query = useQuery(organizationToEditQuery);
  return (
    <QueryView query={query} what="The organization" page>
      {({ data, etag }) => (
        <>
          <PageTitle title="Organization" />
          <Stack gap="md">
            <OrganizationForm key={etag} organization={data} etag={etag ?? ''} />
            {data.killed === null ? <EmergencyStop /> : null}
          </Stack>
        </>
      )}
    </QueryView>
  );
}

function EmergencyStop() {
  return (
    <Section title="Emergency stop">
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          Stops every agent of the organization at once, whatever it is doing, until the switch is released
          here.
        </Text>
        <KillButton of="organization" what="all agents" />
      </Stack>
    </Section>
  );
}

interface Props {
  readonly organization: OrganizationView;
  readonly etag: string;
}

function OrganizationForm({ organization, etag }: Props) {
  const [name, setName] = useState(organization.name);
  const [timeZone, setTimeZone] = useState(organization.timeZone);
  const update = useUpdateOrganization();
  const obstacle = useObstacle('organization:write');
  const untouched = name === organization.name && timeZone === organization.timeZone;
  const save = async () => {
    const saved = await update.mutateAsync({ body: { name, timeZone }, etag }).catch(() => undefined);
    if (saved !== undefined)
      notifications.show({ title: 'Saved', message: `${saved.name}, ${saved.timeZone}` });
  };
  // The zone of an organization may be one that this browser does not list, such as UTC.
  const zones = TIME_ZONES.includes(organization.timeZone)
    ? TIME_ZONES
    : [organization.timeZone, ...TIME_ZONES];
  return (
    <form
      aria-label="Organization"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Section title="Name and time">
        <Stack gap="sm" maw={480}>
          <TextInput
            label="Name"
            required
            maxLength={120}
            value={name}
            disabled={obstacle !== undefined}
            error={problemAt(update.error, '/name')}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Select
            label="Time zone"
            description="Schedules without a zone of their own, days and months are counted in it."
            data={zones}
            searchable
            allowDeselect={false}
            value={timeZone}
            disabled={obstacle !== undefined}
            error={problemAt(update.error, '/timeZone')}
            onChange={(zone) => {
              if (zone !== null) setTimeZone(zone);
            }}
          />
          {update.error === null ? null : (
            <ErrorNotice error={update.error} title="Nothing was saved" advice="What you typed is kept." />
          )}
          <Group>
            <Button
              type="submit"
              loading={update.isPending}
              disabled={untouched || name.trim() === '' || obstacle !== undefined}
              title={obstacle}
            >
              Save
            </Button>
            {obstacle === undefined ? null : <Text size="sm">{obstacle}</Text>}
          </Group>
        </Stack>
      </Section>
    </form>
  );
}
