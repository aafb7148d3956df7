import { IconQuote } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { ApprovalView } from '../../api/types.ts';
import { elapsed } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ApprovalMark } from '../marks.tsx';

interface Props {
  readonly approvals: readonly ApprovalView[];
  readonly chosenId: string | undefined;
  readonly linkTo: (id: string) => string;
}

export function ApprovalList({ approvals, chosenId, linkTo }: Props) {
  const now = useNow(true, 10_000);
  return (
    <ul className="panel run-rows">
      {approvals.map((approval) => (
        <li key={approval.id}>
          <Link
            to={linkTo(approval.id)}
            className="plain-link approval-row"
            data-row
            data-id={approval.id}
            aria-current={approval.id === chosenId ? 'true' : undefined}
          >
            <span className="approval-row-head">
              <span className="row-title mono">{approval.toolName}</span>
              {approval.status === 'pending' ? (
                <span className="dim num">{elapsed(now - Date.parse(approval.createdAt))}</span>
              ) : (
                <TimeText iso={approval.decidedAt ?? approval.createdAt} />
              )}
            </span>
            <span className="approval-gist">{gistOf(approval)}</span>
            <span className="approval-row-head dim">
              <span>{approval.agentName}</span>
              {approval.status === 'pending' ? (
                approval.taint ? (
                  <TaintMark />
                ) : null
              ) : (
                <ApprovalMark status={approval.status} />
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
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
function gistOf({ arguments: given }: ApprovalView): string {
  const values = [given.to, given.subject, given.text, given.title].filter(
    (value) => typeof value === 'string',
  );
  return values.length > 0 ? values.join(' · ') : JSON.stringify(given);
}
