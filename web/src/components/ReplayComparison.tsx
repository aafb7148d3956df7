/** What a replay answered beside what its origin had: word by word, with what each took. */
import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { isFinal } from '../../../domain/run/run-status.ts';
import { runQuery } from '../api/queries.ts';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { money, plural, words } from '../ui/format.ts';
import { DiffText } from './DiffText.tsx';
import { QueryView } from './QueryView.tsx';
import { Section } from './Section.tsx';

export function ReplayComparison({ run }: { readonly run: RunView }) {
  const { replayOf } = run;
  const query = useQuery({ ...runQuery(replayOf?.runId ?? ''), enabled: replayOf !== null });
  if (replayOf === null) return null;
  return (
    <Section
      title="Compared with the original"
      aside={
        <Anchor component={Link} to={paths.run(run.agentId, replayOf.runId)} size="sm">
          Open the original
        </Anchor>
      }
    >
      <QueryView query={query} what="The original run">
        {(origin) => <Comparison origin={origin} run={run} />}
      </QueryView>
    </Section>
  );
}

function Comparison({ origin, run }: { readonly origin: RunView; readonly run: RunView }) {
  return (
    <>
      <dl className="facts">
        <dt>Original</dt>
        <dd className="num">{summaryOf(origin)}</dd>
        <dt>Replay</dt>
        <dd className="num">{summaryOf(run)}</dd>
      </dl>
      {isFinal(run.status) ? <Outputs before={outputText(origin)} after={outputText(run)} /> : null}
    </>
  );
}

function Outputs({ before, after }: { readonly before: string; readonly after: string }) {
  if (before === '' || after === '') {
    const which = before === '' ? 'The original' : 'The replay';
    return <Text c="dimmed">{which} gave no answer to compare.</Text>;
  }
  if (before === after) return <Text c="dimmed">Both gave the same answer, word by word.</Text>;
  return (
    <div className="diff" role="group" aria-label="Answers, original and replay">
      <p className="plain-text diff-text">
        <DiffText before={before} after={after} />
      </p>
    </div>
  );
}

function summaryOf(run: RunView): string {
  const version = run.triedDraft ? 'an unsaved draft' : `v${String(run.agentVersionNumber)}`;
  const parts = [words(run.status), version, plural(run.turns, 'turn'), money(run.costMicroUsd)];
  return parts.join(' · ');
}

function outputText({ output }: RunView): string {
  if (output === null || output === undefined) return '';
  if (typeof output === 'string') return output;
  const { markdown } = output as { readonly markdown?: unknown };
  return typeof markdown === 'string' ? markdown : JSON.stringify(output, null, 2);
}
