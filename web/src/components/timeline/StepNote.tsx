import { IconArrowsShuffle, IconBulb, IconInfoCircle } from '@tabler/icons-react';
import { use } from 'react';
import { Link } from 'react-router';
import type { LogEntryView } from '../../api/types.ts';
import { paths } from '../../paths.ts';
import { words } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useActorName } from '../use-actor-name.ts';
import { eventText } from './event-text.ts';
import { NestedRun } from './nested-run.ts';

/** What happened in a turn besides calls: a question to a person, a decision, a failover, a thought. */
export function StepNote({ log }: { readonly log: LogEntryView }) {
  const { entry } = log;
  const nameOf = useActorName();
  const Icon =
    entry.kind === 'failover' ? IconArrowsShuffle : entry.kind === 'thought' ? IconBulb : IconInfoCircle;
  const approvalId = entry.kind === 'system_event' ? entry.data?.approvalId : undefined;
  const childId = childOf(log);
  const drawRun = use(NestedRun);
  const note = (
    <p className="note">
      <Icon size={15} aria-hidden />
      <span>
        {noteText(log, nameOf)}{' '}
        {typeof approvalId === 'string' ? (
          <Link to={paths.approvals(approvalId)}>
            {isDecision(entry) ? 'See the decision' : 'See the request'}
          </Link>
        ) : null}
      </span>
      <span className="dim end">
        <TimeText iso={log.createdAt} />
      </span>
    </p>
  );
  if (childId === undefined || drawRun === null) return note;
  return (
    <>
      {note}
      {drawRun(childId)}
    </>
  );
}

function isDecision(entry: LogEntryView['entry']): boolean {
  return entry.kind === 'system_event' && entry.event === 'approval_decided';
}

/** The run that was started, when that is what the entry says. */
function childOf({ entry }: LogEntryView): string | undefined {
  if (entry.kind !== 'system_event' || entry.event !== 'delegated') return undefined;
  const runId = entry.data?.runId;
  return typeof runId === 'string' ? runId : undefined;
}

function noteText({ entry }: LogEntryView, nameOf: (actor: string) => string): string {
  if (entry.kind === 'failover')
    return `Moved from ${words(entry.fromPath)} to ${words(entry.toPath)}: ${entry.reason}`;
  if (entry.kind === 'thought') return entry.text;
  if (entry.kind === 'reflection')
    return `Reflected on ${entry.sourceLogIds.length} entries (${entry.scope})`;
  return entry.kind === 'system_event' ? eventText(entry, nameOf) : words(entry.kind);
}
