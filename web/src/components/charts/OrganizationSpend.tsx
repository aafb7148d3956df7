/** What all agents spent, by what one wants to know: the days, or who and what it went to. */
import { Anchor, Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { UsageGroup, UsageReport } from '../../../../domain/contracts/budgets.ts';
import { usageQuery } from '../../api/budgets.ts';
import { paths } from '../../paths.ts';
import { count, money } from '../../ui/format.ts';
import { QueryView } from '../QueryView.tsx';
import { Section } from '../Section.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import { PlotView } from './PlotView.tsx';
import { spendKey, spendLabel, spendPlot, spendRows } from './spend-plot.ts';
import { useView } from './use-view.ts';
import { ViewToggle } from './ViewToggle.tsx';

const GROUPS: readonly { readonly value: UsageGroup; readonly label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'agent', label: 'Agent' },
  { value: 'kind', label: 'Kind' },
  { value: 'model', label: 'Model' },
];
const TITLE = 'Spent in the last 30 days';

export function OrganizationSpend() {
  const [by, group] = useGroup();
  const [view, show] = useView('spent');
  const query = useQuery(usageQuery(by));
  return (
    <Section
      title={TITLE}
      flush
      aside={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Spent by"
            data={GROUPS.map((one) => one)}
            value={by}
            onChange={group}
          />
          <ViewToggle title={TITLE} view={view} onChange={show} />
        </Group>
      }
    >
      <QueryView query={query} what="What was spent">
        {(report) =>
          report.total.calls === 0 ? (
            <Text p="md" c="dimmed">
              Nothing yet. What each model call costs is added up and drawn here as runs make them: by day,
              agent, kind and model.
            </Text>
          ) : view === 'chart' ? (
            <div className="section-body">
              <PlotView title={`${TITLE} by ${by}`} plot={spendPlot(by, report)} />
            </div>
          ) : (
            <SpendTable by={by} report={report} />
          )
        }
      </QueryView>
    </Section>
  );
}

function SpendTable({ by, report }: { readonly by: UsageGroup; readonly report: UsageReport }) {
  const { total } = report;
  const rows = by === 'day' ? [...spendRows(by, report)].reverse() : spendRows(by, report);
  return (
    <FiguresTable
      name={`${TITLE} by ${by}`}
      head={[
        GROUPS.find(({ value }) => value === by)?.label ?? '',
        'Calls',
        'Tokens in',
        'Tokens out',
        'Cost',
      ]}
      rows={rows.map((row) => ({
        key: spendKey(by, row),
        cells: [
          row.agentId === undefined ? (
            spendLabel(by, row)
          ) : (
            <Anchor component={Link} to={paths.agentMetrics(row.agentId)} underline="always">
              {spendLabel(by, row)}
            </Anchor>
          ),
          count(row.calls),
          count(row.inputTokens),
          count(row.outputTokens),
          money(row.costMicroUsd),
        ],
      }))}
      foot={[
        'All',
        count(total.calls),
        count(total.inputTokens),
        count(total.outputTokens),
        money(total.costMicroUsd),
      ]}
    />
  );
}

/** In the address, as in `?by=agent`. */
function useGroup(): readonly [UsageGroup, (by: UsageGroup) => void] {
  const [params, setParams] = useSearchParams();
  const named = GROUPS.find(({ value }) => value === params.get('by'))?.value ?? 'day';
  const choose = (by: UsageGroup): void => {
    const next = new URLSearchParams(params);
    if (by === 'day') next.delete('by');
    else next.set('by', by);
    setParams(next, { replace: true, preventScrollReset: true });
  };
  return [named, choose];
}
