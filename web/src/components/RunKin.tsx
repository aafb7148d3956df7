/** Where a run comes from and what came of it: links to the runs that it repeats and that repeat it. */
import { Anchor } from '@mantine/core';
import { Fragment } from 'react';
import { Link } from 'react-router';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { plural } from '../ui/format.ts';

export function RunKin({ run }: { readonly run: RunView }) {
  const { agentId, retryOf, retriedBy, replayedBy } = run;
  const kin: readonly (readonly [string, readonly string[]])[] = [
    ['Retry of', retryOf === null ? [] : [retryOf]],
    [`Retried ${plural(retriedBy.length, 'time')}`, retriedBy],
    [`Replayed ${plural(replayedBy.length, 'time')}`, replayedBy],
  ];
  const known = kin.filter(([, ids]) => ids.length > 0);
  if (known.length === 0) return null;
  return (
    <p className="plain-text">
      {known.map(([what, ids], i) => (
        <Fragment key={what}>
          {i === 0 ? '' : ' · '}
          {what}:{' '}
          {ids.map((id, place) => (
            <Fragment key={id}>
              {place === 0 ? '' : ', '}
              <Anchor component={Link} to={paths.run(agentId, id)} size="sm" underline="always">
                {ids.length === 1 ? 'this run' : `run ${String(ids.length - place)}`}
              </Anchor>
            </Fragment>
          ))}
        </Fragment>
      ))}
    </p>
  );
}
