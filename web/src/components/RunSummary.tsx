/** The one line above a timeline that says how the run went. */
import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from 'react-router';
import { isFinal } from '../../../domain/run/run-status.ts';
import type { RunView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { count, duration, elapsed, money, plural, words } from '../ui/format.ts';
import { TimeText } from '../ui/TimeText.tsx';
import { useNow } from '../ui/use-now.ts';
import { DemoModelBadge } from './DemoModelBadge.tsx';
import { DryRunMark, RunMark } from './marks.tsx';

export function RunSummary({ run }: { readonly run: RunView }) {
  return (
    <div className="run-sum">
      <span role="status">
        <RunMark status={run.status} waitingFor={run.waitingFor} />
      </span>
      {run.dryRun ? <DryRunMark /> : null}
      <a href="#timeline" className="plain-link num">
        {plural(run.turns, 'turn')}
      </a>
      <a href="#timeline" className="plain-link num">
        {plural(run.toolCalls, 'tool call')}
      </a>
      <a
        href="#timeline"
        className="plain-link num"
        title={`${count(run.inputTokens)} input (${count(run.cachedTokens)} cached) and ${count(run.outputTokens)} output tokens`}
      >
        {money(run.costMicroUsd)}
        {run.treeCostMicroUsd > run.costMicroUsd
          ? `, ${money(run.treeCostMicroUsd)} with the runs it started`
          : ''}
      </a>
      <Elapsed run={run} />
      <Link to={paths.agent(run.agentId)} className="plain-link num">
        {versionText(run)}
      </Link>
      <span>by {words(run.trigger)}</span>
      <TimeText iso={run.queuedAt} />
      {run.demoModel ? <DemoModelBadge /> : null}
      {run.temporalUrl === null ? null : (
        <Anchor href={run.temporalUrl} target="_blank" rel="noreferrer" size="sm">
          Temporal <IconExternalLink size={13} aria-label="(opens apart)" />
        </Anchor>
      )}
    </div>
  );
}

export function Elapsed({ run }: { readonly run: RunView }) {
  const now = useNow(!isFinal(run.status));
  const from = Date.parse(run.startedAt ?? run.queuedAt);
  const to = run.finishedAt === null ? Math.max(now, from) : Date.parse(run.finishedAt);
  return (
    <span className="num" title="From start to end, waiting included">
      {run.finishedAt === null ? elapsed(to - from) : duration(to - from)}
    </span>
  );
}

function versionText({ triedDraft, agentVersionNumber }: RunView): string {
  if (triedDraft) return 'an unsaved draft';
  return agentVersionNumber === 0 ? 'a version that is not kept any more' : `v${agentVersionNumber}`;
}
