import { Group, Select, Switch } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { APPROVAL_STATUSES } from '../../../../domain/approval/approval-status.ts';
import { TOOL_RISKS } from '../../../../domain/tools/tool-facts.ts';
import { agentsQuery, kindsQuery } from '../../api/queries.ts';
import { label } from '../../ui/format.ts';

export const INBOX_FILTERS = ['agentId', 'kind', 'risk', 'tainted', 'status', 'mine'] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];

interface Props {
  readonly chosen: Partial<Record<InboxFilter, string>>;
  readonly choose: (name: InboxFilter, value: string | null) => void;
  /** The status is a choice only where all are shown. */
  readonly all: boolean;
}

export function InboxFilters({ chosen, choose, all }: Props) {
  const agents = useInfiniteQuery(agentsQuery({}));
  const kinds = useQuery(kindsQuery);
  const named = (agents.data?.pages ?? []).flatMap((page) => page.data);
  const choices = [
    ['agentId', 'Any agent', named.map(({ id, name }) => ({ value: id, label: name }))],
    ['kind', 'Any kind', (kinds.data ?? []).map(({ name, title }) => ({ value: name, label: title }))],
    ['risk', 'Any risk', TOOL_RISKS.map(asItem)],
    [
      'tainted',
      'Any source',
      [
        { value: 'true', label: 'After outside text' },
        { value: 'false', label: 'Own content only' },
      ],
    ],
    ...(all ? [['status', 'Any status', APPROVAL_STATUSES.map(asItem)] as const] : []),
  ] as const;
  return (
    <Group gap="xs" mb="md" className="filters" role="search" aria-label="Filter approvals">
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
      <Switch
        label="Mine to decide"
        checked={chosen.mine === 'true'}
        onChange={(event) => {
          choose('mine', event.currentTarget.checked ? 'true' : null);
        }}
      />
    </Group>
  );
}

function asItem(value: string) {
  return { value, label: label(value) };
}
