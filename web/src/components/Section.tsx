import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly aside?: ReactNode;
  /** The content brings its own padding, as lists do. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, aside, flush = false, children }: Props) {
  return (
    <section className="panel section" aria-label={title}>
      <Group justify="space-between" className="section-head">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      <div className={flush ? '' : 'section-body'}>{children}</div>
    </section>
  );
}
