/** The timeline of a run as a section of a page, also while there is nothing of it yet. */
import { isFinal } from '../../../../domain/run/run-status.ts';
import type { FeedState } from '../../api/run-feed.ts';
import type { RunView } from '../../api/types.ts';
import { LoadingLines } from '../../ui/Notices.tsx';
import { Section } from '../Section.tsx';
import { ChildRun } from './ChildRun.tsx';
import { NestedRun } from './nested-run.ts';
import { ReplayContext } from './replay-context.ts';
import type { Timeline } from './timeline-model.ts';
import { TimelineView } from './TimelineView.tsx';

interface Props {
  readonly run: RunView;
  readonly feed: FeedState;
  readonly timeline: Timeline;
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
  /** Turns offer to go on anew from there. */
  readonly canReplay?: boolean;
}

export function RunSteps(props: Props) {
  return (
    <Section title="Timeline" flush>
      <Steps {...props} />
    </Section>
  );
}

const drawRun = (runId: string) => <ChildRun runId={runId} />;

function Steps({ run, feed, timeline, chosen, onChoose, canReplay = false }: Props) {
  if (timeline.turns.length > 0)
    return (
      <ReplayContext value={canReplay ? run : null}>
        <NestedRun value={drawRun}>
          <TimelineView timeline={timeline} chosen={chosen} onChoose={onChoose} />
        </NestedRun>
      </ReplayContext>
    );
  if (feed.phase === 'loading') {
    return (
      <div className="pad">
        <LoadingLines lines={4} height={26} />
      </div>
    );
  }
  return (
    <p className="plain-text dim pad">
      {isFinal(run.status) ? 'This run made no step.' : 'The first step appears here in a moment.'}
    </p>
  );
}
