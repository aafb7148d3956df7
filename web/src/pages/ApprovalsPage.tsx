import { Anchor, SegmentedControl } from '@mantine/core';
import { IconArrowLeft, IconCheckbox } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { approvalsQuery } from '../api/queries.ts';
import type { ApprovalView } from '../api/types.ts';
import { ApprovalDetail } from '../components/approvals/ApprovalDetail.tsx';
import { ApprovalList } from '../components/approvals/ApprovalList.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';

export function ApprovalsPage() {
  const [params, setParams] = useSearchParams();
  const all = params.get('show') === 'all';
  const query = useInfiniteQuery({
    ...approvalsQuery(all ? {} : { status: 'pending' }),
    placeholderData: keepPreviousData,
  });
  const linkTo = (id: string | null) => {
    const next = new URLSearchParams(params);
    if (id === null) next.delete('id');
    else next.set('id', id);
    return `?${next.toString()}`;
  };
  return (
    <>
      <PageTitle
        title="Approvals"
        actions={
          <SegmentedControl
            size="sm"
            aria-label="Which approvals"
            data={[
              { value: 'pending', label: 'To decide' },
              { value: 'all', label: 'All' },
            ]}
            value={all ? 'all' : 'pending'}
            onChange={(value) => {
              setParams(value === 'all' ? { show: 'all' } : {});
            }}
          />
        }
      />
      <QueryView query={query} what="The approvals">
        {({ pages }) => (
          <Inbox
            approvals={pages.flatMap((page) => page.data)}
            chosenId={params.get('id')}
            linkTo={linkTo}
            all={all}
          >
            <LoadMore
              shown={pages.reduce((sum, page) => sum + page.data.length, 0)}
              one="approval"
              query={query}
            />
          </Inbox>
        )}
      </QueryView>
    </>
  );
}

interface InboxProps {
  readonly approvals: readonly ApprovalView[];
  readonly chosenId: string | null;
  readonly linkTo: (id: string | null) => string;
  readonly all: boolean;
  readonly children: React.ReactNode;
}

function Inbox({ approvals, chosenId, linkTo, all, children }: InboxProps) {
  // On a wide screen the first one is open from the start; on a phone the list comes first.
  const shownId = chosenId ?? approvals[0]?.id;
  useInboxKeys(approvals, shownId, linkTo);
  if (shownId === undefined) return <NothingToDecide all={all} />;
  return (
    <div className={chosenId === null ? 'inbox' : 'inbox has-choice'}>
      <div className="inbox-list">
        {approvals.length === 0 ? <p className="plain-text dim">Nothing else waits for you.</p> : null}
        {approvals.length === 0 ? null : (
          <ApprovalList approvals={approvals} chosenId={shownId} linkTo={linkTo} />
        )}
        {children}
      </div>
      <div className="inbox-detail">
        <Anchor component={Link} to={linkTo(null)} className="inbox-back" size="sm">
          <IconArrowLeft size={14} aria-hidden /> All approvals
        </Anchor>
        <ApprovalDetail key={shownId} approvalId={shownId} />
      </div>
    </div>
  );
}

/** `j` and `k` open the next and the previous request. */
function useInboxKeys(
  approvals: readonly ApprovalView[],
  shownId: string | undefined,
  linkTo: (id: string) => string,
): void {
  const navigate = useNavigate();
  const move = (step: 1 | -1) => () => {
    const at = approvals.findIndex(({ id }) => id === shownId);
    const next = approvals[at === -1 ? 0 : at + step];
    if (next === undefined) return;
    void navigate(linkTo(next.id), { replace: true });
    document.querySelector<HTMLElement>(`[data-id="${next.id}"]`)?.focus();
  };
  useShortcuts({ j: move(1), k: move(-1) });
}

function NothingToDecide({ all }: { readonly all: boolean }) {
  return (
    <EmptyNotice icon={<IconCheckbox size={32} />} title={all ? 'No approvals yet' : 'Nothing waits for you'}>
      When an agent wants to send or change something, it stops here and asks. You see exactly what it would
      do, and approve, change or reject it.
    </EmptyNotice>
  );
}
