/** Where a run comes from and what came of it: links to the runs that it repeats and that repeat it. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link } from 'react-router';
import { runQuery } from '../api/queries.ts';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { plural } from '../ui/format.ts';

/** The run whose call started this one. */
export function StartedBy({ run: { parentRunId } }: { readonly run: RunView }) {
  const { data: parent } = useQuery({ ...runQuery(parentRunId ?? ''), enabled: parentRunId !== null });
  if (parent === undefined) return null;
  return (
    <p className="plain-text">
      Started by{' '}
      <Anchor component={Link} to={paths.run(parent.agentId, parent.id)} size="sm" underline="always">
        a run of {parent.agentName}
      </Anchor>
    </p>
  );
}

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
