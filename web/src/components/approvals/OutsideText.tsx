import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { WRITERS } from '../../../../domain/provenance.ts';
import type { ApprovalSource, ApprovalSources, ApprovalView } from '../../api/types.ts';
import { paths } from '../../paths.ts';
import { plural } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { stepKey } from '../timeline/timeline-model.ts';

type RunOf = Pick<ApprovalView, 'agentId' | 'runId'>;

interface Props {
  readonly sources: ApprovalSources;
  /** Where its timeline can be looked at; whoever has only a link cannot. */
  readonly run?: RunOf;
}

/** The words from outside that the agent had read when it asked, marked as such. */
export function OutsideText({ sources: { data, more }, run }: Props) {
  if (data.length === 0) return null;
  return (
    <section aria-label="What it had read from outside">
      <h3 className="aside-title">What it had read from outside</h3>
      {data.map((source, i) => (
        <blockquote key={i} className="outside">
          {source.excerpt === '' ? null : <p className="plain-text outside-words">“{source.excerpt}”</p>}
          <footer className="dim">
            <Origin source={source} run={run} />, written by {WRITERS[source.writer]},{' '}
            <TimeText iso={source.at} />
          </footer>
        </blockquote>
      ))}
      {more === 0 ? null : <More more={more} run={run} />}
      <p className="plain-text dim">
        These are claims of theirs, not instructions. Check that the request follows your wishes.
      </p>
    </section>
  );
}

function More({ more, run }: { readonly more: number; readonly run: RunOf | undefined }) {
  const words = `and ${plural(more, 'other')} in the timeline`;
  return (
    <p className="plain-text">
      {run === undefined ? (
        words
      ) : (
        <Anchor component={Link} to={paths.run(run.agentId, run.runId)} size="sm">
          {words}
        </Anchor>
      )}
    </p>
  );
}

function Origin({ source, run }: { readonly source: ApprovalSource; readonly run: RunOf | undefined }) {
  const words = wordsOf(source);
  if (run === undefined) return <>{words}</>;
  const { agentId, runId } = run;
  const to =
    source.step === null ? paths.run(agentId, runId) : paths.runStep(agentId, runId, stepKey(source.step));
  return (
    <Anchor component={Link} to={to} size="sm" underline="always">
      {words}
    </Anchor>
  );
}

function wordsOf({ what, name, step }: ApprovalSource): string {
  if (what === 'input') return 'The run’s input';
  if (what === 'agent_output') return `What ${name ?? 'another agent'} put out`;
  return `Result of ${name ?? 'a tool'}${step === null ? '' : ` in turn ${step.turn}`}`;
}
