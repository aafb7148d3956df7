/** A dry run beside the form that it tries: answer, cost, what was left out, and its steps. */
import { Anchor, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { isFinal } from '../../../domain/run/run-status.ts';
import { runQuery } from '../api/queries.ts';
import type { RunView } from '../api/types.ts';
import { useRunFeed } from '../api/use-run-feed.ts';
import { paths } from '../paths.ts';
import { money } from '../ui/format.ts';
import { FeedNotice } from './FeedNotice.tsx';
import type { Figure } from './figures.ts';
import { DryRunMark, RunMark } from './marks.tsx';
import { RunAnswer } from './RunAnswer.tsx';
import { Elapsed } from './RunSummary.tsx';
import { Section } from './Section.tsx';
import { RunSteps } from './timeline/RunSteps.tsx';
import { callsNotMade, stepKey, type ToolStep } from './timeline/timeline-model.ts';
import { useTimeline } from './timeline/use-timeline.ts';

export function TriedRun({ started }: { readonly started: RunView }) {
  const { data: run } = useQuery({ ...runQuery(started.id), initialData: started });
  const feed = useRunFeed(run);
  const timeline = useTimeline(run, feed);
  const [chosen, choose] = useState<string | null>(null);
  const onFigure = useCallback((figure: Figure) => {
    choose(stepKey(figure));
  }, []);
  const leftOut = callsNotMade(timeline);
  return (
    <Stack gap="md">
      <div className="run-sum">
        <DryRunMark />
        <span role="status">
          <RunMark status={run.status} waitingFor={run.waitingFor} />
        </span>
        <span className="num" title="What the model calls cost">
          {money(run.costMicroUsd)}
        </span>
        <Elapsed run={run} />
        {/* Apart, because what is not saved yet would be lost; `opener` lets the new tab know the API key. */}
        <Anchor href={paths.run(run.agentId, run.id)} target="_blank" rel="opener" size="sm">
          Whole run <IconExternalLink size={13} aria-label="(opens apart)" />
        </Anchor>
      </div>
      <FeedNotice feed={feed} />
      <RunAnswer run={run} answer={feed.answer} onFigure={onFigure} />
      {leftOut.length === 0 && !isFinal(run.status) ? null : <LeftOut calls={leftOut} onChoose={choose} />}
      <RunSteps run={run} feed={feed} timeline={timeline} chosen={chosen} onChoose={choose} />
    </Stack>
  );
}

interface LeftOutProps {
  readonly calls: readonly ToolStep[];
  readonly onChoose: (key: string) => void;
}

function LeftOut({ calls, onChoose }: LeftOutProps) {
  return (
    <Section title="Left out">
      {calls.length === 0 ? (
        <Text c="dimmed">Nothing: all it wanted to do was to read.</Text>
      ) : (
        <ul className="plain-list">
          {calls.map(({ key, log }) => (
            <li key={key}>
              <button
                type="button"
                className="figure mono"
                onClick={() => {
                  onChoose(key);
                }}
              >
                {log.entry.toolName}
              </button>{' '}
              {reasonOf(log.entry)}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** What a real run would have done. That nothing was done is the section's title. */
function reasonOf({ status, output }: ToolStep['log']['entry']): string {
  const { error } = (output ?? {}) as { readonly error?: { readonly message?: string } };
  const reason = error?.message ?? '';
  if (status === 'denied') return `A real run may not do it, either: ${reason}`;
  return reason.replace(/^dry run: nothing is done\. /, '');
}
