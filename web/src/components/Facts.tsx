import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';

export type Fact = readonly [name: string, value: ReactNode];

interface Props {
  readonly facts: readonly Fact[];
  /** Said when no fact has a value. */
  readonly none: string;
}

/** Names and values; what is empty is left out. */
export function Facts({ facts, none }: Props) {
  const known = facts.filter(([, value]) => value !== '' && value !== null && value !== undefined);
  if (known.length === 0) return <Text c="dimmed">{none}</Text>;
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
