import { Group, Select, type ComboboxItem } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { RUN_STATUSES, RUN_TRIGGERS } from '../../../domain/run/run-status.ts';
import { agentsQuery, kindsQuery, runsQuery } from '../api/queries.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RunRow } from '../components/RunRow.tsx';
import { label } from '../ui/format.ts';
import { EmptyNotice } from '../ui/Notices.tsx';
import { useListKeys } from '../ui/shortcuts.ts';

const FILTERS = ['agentId', 'status', 'kind', 'trigger'] as const;
type Filter = (typeof FILTERS)[number];

export function RunsPage() {
  const [params, setParams] = useSearchParams();
  const chosen: Partial<Record<Filter, string>> = Object.fromEntries(
    FILTERS.flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : [])),
  );
  const query = useInfiniteQuery({ ...runsQuery(chosen), placeholderData: keepPreviousData });
  useListKeys();
  const choose = (name: Filter, value: string | null) => {
    const next = new URLSearchParams(params);
    if (value === null) next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  };
  return (
    <>
      <PageTitle title="Runs" />
      <RunFilters chosen={chosen} choose={choose} />
      <QueryView query={query} what="The runs">
        {({ pages }) => {
          const runs = pages.flatMap((page) => page.data);
          if (runs.length === 0) return <NoRuns filtered={Object.keys(chosen).length > 0} />;
          return (
            <>
              <ul className="panel run-rows">
                {runs.map((run) => (
                  <RunRow key={run.id} run={run} showAgent />
                ))}
              </ul>
              <LoadMore shown={runs.length} one="run" query={query} />
            </>
          );
        }}
      </QueryView>
    </>
  );
}

interface FilterProps {
  readonly chosen: Partial<Record<Filter, string>>;
  readonly choose: (name: Filter, value: string | null) => void;
}

function RunFilters({ chosen, choose }: FilterProps) {
  const agents = useInfiniteQuery(agentsQuery({}));
  const kinds = useQuery(kindsQuery);
  const choices: readonly (readonly [Filter, string, readonly ComboboxItem[]])[] = [
    [
      'agentId',
      'Any agent',
      (agents.data?.pages ?? []).flatMap((page) =>
        page.data.map(({ id, name }) => ({ value: id, label: name })),
      ),
    ],
    ['status', 'Any status', RUN_STATUSES.map(asItem)],
    ['kind', 'Any kind', (kinds.data ?? []).map(({ name, title }) => ({ value: name, label: title }))],
    ['trigger', 'Any trigger', RUN_TRIGGERS.map(asItem)],
  ];
  return (
    <Group gap="xs" mb="md" className="filters" role="search" aria-label="Filter runs">
      {choices.map(([name, any, data], i) => (
        <Select
          key={name}
          aria-label={any.replace('Any', 'Filter by')}
          placeholder={any}
          data={[...data]}
          value={chosen[name] ?? null}
          clearable
          searchable={name === 'agentId'}
          {...(i === 0 ? { 'data-search': true } : {})}
          onChange={(value) => {
            choose(name, value);
          }}
        />
      ))}
    </Group>
  );
}

function asItem(value: string): ComboboxItem {
  return { value, label: label(value) };
}

function NoRuns({ filtered }: { readonly filtered: boolean }) {
  return (
    <EmptyNotice
      icon={<IconHistory size={32} />}
      title={filtered ? 'No run matches these filters' : 'No runs yet'}
    >
      {filtered
        ? 'Clear a filter to see more runs.'
        : 'A run is one piece of work of an agent, from its start to its answer. Open an agent and press “Run now”.'}
    </EmptyNotice>
  );
}
