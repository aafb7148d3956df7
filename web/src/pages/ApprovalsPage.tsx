import { Anchor, SegmentedControl } from '@mantine/core';
import { IconArrowLeft, IconCheckbox } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { approvalsQuery } from '../api/queries.ts';
import type { ApprovalView } from '../api/types.ts';
import { ApprovalDetail } from '../components/approvals/ApprovalDetail.tsx';
import { ApprovalList } from '../components/approvals/ApprovalList.tsx';
import { BatchBar } from '../components/approvals/BatchBar.tsx';
import { mayBatch } from '../components/approvals/inbox-rules.ts';
import { INBOX_FILTERS, type InboxFilter, InboxFilters } from '../components/approvals/InboxFilters.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { EmptyNotice } from '../ui/Notices.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';

export function ApprovalsPage() {
  const [params, setParams] = useSearchParams();
  const all = params.get('show') === 'all';
  const chosen: Partial<Record<InboxFilter, string>> = Object.fromEntries(
    INBOX_FILTERS.flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : [])),
  );
  const filters = all ? chosen : { ...chosen, status: 'pending' };
  const query = useInfiniteQuery({ ...approvalsQuery(filters), placeholderData: keepPreviousData });
  const change = (name: string, value: string | null) => {
    const next = new URLSearchParams(params);
    if (value === null) next.delete(name);
    else next.set(name, value);
    return next;
  };
  const linkTo = (id: string | null) => `?${change('id', id).toString()}`;
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
      <InboxFilters
        chosen={chosen}
        all={all}
        choose={(name, value) => {
          setParams(change(name, value), { replace: true });
        }}
      />
      <QueryView query={query} what="The approvals">
        {({ pages }) => (
          <Inbox
            approvals={pages.flatMap((page) => page.data)}
            chosenId={params.get('id')}
            linkTo={linkTo}
            all={all}
            filtered={Object.keys(chosen).length > 0}
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
  readonly filtered: boolean;
  readonly children: React.ReactNode;
}

function Inbox({ approvals, chosenId, linkTo, all, filtered, children }: InboxProps) {
  // On a wide screen the first one is open from the start; on a phone the list comes first.
  const shownId = chosenId ?? approvals[0]?.id;
  const { selection, picked, clear } = useSelection(approvals);
  useInboxKeys(approvals, { shownId, linkTo, toggle: selection.toggle });
  if (shownId === undefined) return <NothingToDecide all={all} filtered={filtered} />;
  return (
    <div className={chosenId === null ? 'inbox' : 'inbox has-choice'}>
      <div className="inbox-list">
        <BatchBar chosen={picked} onClear={clear} />
        {approvals.length === 0 ? <p className="plain-text dim">Nothing else waits for you.</p> : null}
        {approvals.length === 0 ? null : (
          <ApprovalList approvals={approvals} chosenId={shownId} linkTo={linkTo} selection={selection} />
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

/** What is chosen to be decided together; what somebody else decided meanwhile is chosen no more. */
function useSelection(approvals: readonly ApprovalView[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const picked = approvals.filter((approval) => ids.has(approval.id) && mayBatch(approval));
  const toggle = (id: string) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setIds(next);
  };
  const clear = () => {
    setIds(new Set());
  };
  return { selection: { ids, toggle }, picked, clear };
}

interface InboxKeys {
  readonly shownId: string | undefined;
  readonly linkTo: (id: string) => string;
  readonly toggle: (id: string) => void;
}

/** `j` and `k` open the next and the previous request, `x` chooses it to be decided with others. */
function useInboxKeys(approvals: readonly ApprovalView[], { shownId, linkTo, toggle }: InboxKeys): void {
  const navigate = useNavigate();
  const move = (step: 1 | -1) => () => {
    const at = approvals.findIndex(({ id }) => id === shownId);
    const next = approvals[at === -1 ? 0 : at + step];
    if (next === undefined) return;
    void navigate(linkTo(next.id), { replace: true });
    document.querySelector<HTMLElement>(`[data-id="${next.id}"]`)?.focus();
  };
  const choose = () => {
    const shown = approvals.find(({ id }) => id === shownId);
    if (shown !== undefined && mayBatch(shown)) toggle(shown.id);
  };
  useShortcuts({ j: move(1), k: move(-1), x: choose });
}

function NothingToDecide({ all, filtered }: { readonly all: boolean; readonly filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyNotice icon={<IconCheckbox size={32} />} title="No approval fits these filters">
        Take one of the filters away to see more.
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice icon={<IconCheckbox size={32} />} title={all ? 'No approvals yet' : 'Nothing waits for you'}>
      When an agent wants to send or change something, it stops here and asks. You see exactly what it would
      do, and approve, change or reject it.
    </EmptyNotice>
  );
}
