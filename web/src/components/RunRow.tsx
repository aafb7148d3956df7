import { Link } from 'react-router';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { duration, money, plural, words } from '../ui/format.ts';
import { TimeText } from '../ui/TimeText.tsx';
import { DryRunMark, RunMark } from './marks.tsx';

interface Props {
  readonly run: RunView;
  readonly showAgent: boolean;
}

export function RunRow({ run, showAgent }: Props) {
  return (
    <li>
      <Link to={paths.run(run.agentId, run.id)} className="plain-link run-row" data-row>
        <RunMark status={run.status} />
        <span className="row-title">
          {run.dryRun ? <DryRunMark /> : null}{' '}
          {showAgent ? (
            <>
              {run.agentName} <span className="dim">{titleOf(run)}</span>
            </>
          ) : (
            titleOf(run)
          )}
        </span>
        <span className="num wide end">{plural(run.turns, 'turn')}</span>
        <span className="num wide end">{tookOf(run)}</span>
        <span className="num wide cost end">{money(run.costMicroUsd)}</span>
        <span className="end">
          <TimeText iso={run.queuedAt} />
        </span>
      </Link>
    </li>
  );
}

/** What tells this run apart from the agent's others. */
function titleOf(run: RunView): string {
  if (run.error !== null) return run.error.message;
  if (run.status === 'waiting' && run.waitingFor !== null) return `waits for ${words(run.waitingFor)}`;
  const { message, focus, prompt, ...others } = run.input;
  const given = [message, focus, prompt, ...Object.values(others)].find(
    (value) => typeof value === 'string' && value !== '',
  );
  return typeof given === 'string' ? words(given) : `by ${words(run.trigger)}`;
}

function tookOf({ startedAt, finishedAt }: RunView): string {
  if (startedAt === null) return '–';
  if (finishedAt === null) return 'open';
  return duration(Date.parse(finishedAt) - Date.parse(startedAt));
}
