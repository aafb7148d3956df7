/** The answer of a run, or how far it is with it, or why there is none. */
import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { isFinal } from '../../../domain/run/run-status.ts';
import type { LiveAnswer } from '../api/run-feed.ts';
import { approvalsQuery } from '../api/queries.ts';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { words } from '../ui/format.ts';
import { Markdown } from '../ui/Markdown.tsx';
import { ProblemNotice } from '../ui/Notices.tsx';
import type { Figure } from './figures.ts';
import { RunOutput } from './RunOutput.tsx';
import { Section } from './Section.tsx';

interface Props {
  readonly run: RunView;
  readonly answer: LiveAnswer | null;
  readonly onFigure: (figure: Figure) => void;
}

export function RunAnswer({ run, answer, onFigure }: Props) {
  if (run.status === 'waiting') return <Waiting run={run} />;
  if (run.error !== null) return <Failed run={run} />;
  const { output } = run;
  if (output !== null && output !== undefined) {
    return (
      <Section title="Answer">
        <RunOutput output={output} onFigure={onFigure} />
      </Section>
    );
  }
  // A completed run has an answer; the stream just told of the end before it was read.
  if (isFinal(run.status) && run.status !== 'completed') {
    return (
      <Section title="Answer">
        <Text c="dimmed">
          This run was {words(run.status)} before it gave an answer. Its steps are below.
        </Text>
      </Section>
    );
  }
  return (
    <Section title="Answer">
      <Pending run={run} answer={answer} />
    </Section>
  );
}

function Pending({ run, answer }: { readonly run: RunView; readonly answer: LiveAnswer | null }) {
  if (answer !== null && answer.text.trim() !== '') {
    return (
      <div className="caret" aria-busy="true">
        {/^\s*[{[]/.test(answer.text) ? (
          <pre className="live-json mono">{answer.text}</pre>
        ) : (
          <Markdown text={answer.text} />
        )}
      </div>
    );
  }
  const text =
    run.status === 'queued'
      ? 'Queued: the run starts as soon as a worker is free.'
      : 'Working: the steps appear below as they happen.';
  return (
    <Stack gap="xs">
      <Text c="dimmed">{text}</Text>
      <Skeleton height={12} width="90%" className="late" />
      <Skeleton height={12} width="75%" className="late" />
    </Stack>
  );
}

function Waiting({ run }: { readonly run: RunView }) {
  const pending = useInfiniteQuery(approvalsQuery({ runId: run.id, status: 'pending' }));
  const approvals = pending.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Alert
      color="yellow"
      variant="outline"
      className="notice"
      icon={<IconHourglass />}
      title={`This run waits for ${words(run.waitingFor ?? 'a decision')}`}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">It holds nothing while it waits, and goes on where it stopped.</Text>
        {approvals.map((approval) => (
          <Button key={approval.id} component={Link} to={paths.approvals(approval.id)} size="sm">
            Decide on {approval.toolName}
          </Button>
        ))}
      </Stack>
    </Alert>
  );
}

function Failed({ run }: { readonly run: RunView }) {
  return (
    <ProblemNotice
      title={`The run ${run.status === 'rejected' ? 'was rejected' : run.status}: ${words(run.error?.code ?? '')}`}
      detail={run.error?.message ?? ''}
      advice="Everything up to this point is kept in the timeline below. Start the agent again once the cause is gone."
    />
  );
}
