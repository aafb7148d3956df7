import { Checkbox } from '@mantine/core';
import { IconAlarm, IconClock, IconClockExclamation, IconQuote, IconUsers } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { ApprovalView } from '../../api/types.ts';
import { elapsed, words } from '../../ui/format.ts';
import { Mark } from '../../ui/Mark.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ApprovalMark } from '../marks.tsx';
import { mayBatch, slaOf } from './inbox-rules.ts';
import { proposedOf } from './proposed.ts';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
}

interface Props {
  readonly approvals: readonly ApprovalView[];
  readonly chosenId: string | undefined;
  readonly linkTo: (id: string) => string;
  readonly selection: Selection;
}

export function ApprovalList({ approvals, chosenId, linkTo, selection }: Props) {
  const now = useNow(true, 10_000);
  const anyBatch = approvals.some(mayBatch);
  return (
    <ul className="panel run-rows" aria-label="Approvals">
      {approvals.map((approval) => (
        <li key={approval.id} className="approval-item">
          {mayBatch(approval) ? (
            <Checkbox
              className="approval-pick"
              aria-label={`Choose ${approval.toolName} of ${approval.agentName}, ${gistOf(approval)}`}
              checked={selection.ids.has(approval.id)}
              onChange={() => {
                selection.toggle(approval.id);
              }}
            />
          ) : anyBatch ? (
            <span className="approval-pick approval-no-pick" />
          ) : null}
          <Link
            to={linkTo(approval.id)}
            className="plain-link approval-row"
            data-row
            data-id={approval.id}
            aria-current={approval.id === chosenId ? 'true' : undefined}
          >
            <Row approval={approval} now={now} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Row({ approval, now }: { readonly approval: ApprovalView; readonly now: number }) {
  const isPending = approval.status === 'pending';
  return (
    <>
      <span className="approval-row-head">
        <span className="row-title mono">{approval.toolName}</span>
        {isPending ? (
          <span className="dim num" title="Waiting for">
            {elapsed(now - Date.parse(approval.createdAt))}
          </span>
        ) : (
          <TimeText iso={approval.decidedAt ?? approval.createdAt} />
        )}
      </span>
      <span className="approval-gist">{gistOf(approval)}</span>
      <span className="approval-row-head dim">
        <span>{approval.agentName}</span>
        {isPending ? null : <ApprovalMark status={approval.status} />}
      </span>
      {isPending ? (
        <span className="approval-marks dim">
          <SlaMark approval={approval} now={now} />
          {approval.risk === 'send' ? null : <span>{words(approval.risk)}</span>}
          {approval.taint ? <TaintMark /> : null}
          {approval.policy.fourEyes ? <FourEyesMark approval={approval} /> : null}
        </span>
      ) : null}
    </>
  );
}

const SLA = {
  calm: { shape: IconClock, tone: 'idle', word: 'in time' },
  soon: { shape: IconAlarm, tone: 'wait', word: 'due soon' },
  late: { shape: IconClockExclamation, tone: 'bad', word: 'due now' },
} as const;

/** How near the deadline is: shape and word say it, the colour only repeats it. */
export function SlaMark({ approval, now }: { readonly approval: ApprovalView; readonly now: number }) {
  return <Mark {...SLA[slaOf(approval, now)]} />;
}

function FourEyesMark({ approval: { firstApproval } }: { readonly approval: ApprovalView }) {
  const word = firstApproval === null ? 'two must approve' : '1 of 2 approved';
  return <Mark shape={IconUsers} tone="idle" word={word} />;
}

export function TaintMark() {
  return (
    <span className="mark mark-wait" title="Text from outside the organization was read before this request">
      <IconQuote size={15} />
      <span>outside text</span>
    </span>
  );
}

/** The arguments in a line, so that most requests can be told apart without opening them. */
function gistOf(approval: ApprovalView): string {
  const { args } = proposedOf(approval);
  const values = [args.to, args.subject, args.text, args.title].filter((value) => typeof value === 'string');
  return values.length > 0 ? values.join(' · ') : JSON.stringify(args);
}
