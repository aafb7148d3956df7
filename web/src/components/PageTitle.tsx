import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** Marks beside the title, such as a status. */
  readonly marks?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageTitle({ title, marks, actions }: Props) {
  return (
    <Group justify="space-between" align="center" mb="md" gap="sm">
      <title>{`${title} · Steward`}</title>
      <Group gap="sm">
        <Title order={1}>{title}</Title>
        {marks}
      </Group>
      {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
