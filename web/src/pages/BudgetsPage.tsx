import { Anchor, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AgentBudgetView, OrganizationBudgetView } from '../../../domain/contracts/budgets.ts';
import { agentBudgetsQuery, organizationBudgetQuery } from '../api/budgets.ts';
import { FiguresTable } from '../components/charts/FiguresTable.tsx';
import { OrganizationSpend } from '../components/charts/OrganizationSpend.tsx';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { SpentBar } from '../components/SpentBar.tsx';
import { BudgetForm } from '../forms/BudgetForm.tsx';
import { paths } from '../paths.ts';
import { money, plural } from '../ui/format.ts';

export function BudgetsPage() {
  const query = useQuery(organizationBudgetQuery);
  return (
    <QueryView query={query} what="The budgets" page>
      {({ data, etag }) => (
        <>
          <PageTitle title="Budgets" />
          <Stack gap="md">
            <Organization budget={data} etag={etag ?? ''} />
            <OrganizationSpend />
            <Agents />
          </Stack>
        </>
      )}
    </QueryView>
  );
}

function Organization({ budget, etag }: { budget: OrganizationBudgetView; etag: string }) {
  const { caps, day, month, learningMonth, waitingRuns } = budget;
  return (
    <Section title="The whole organization">
      <Stack gap="md">
        <SpentBar when="today" spent={day} capMicroUsd={caps.dayMicroUsd} capTokens={caps.dayTokens} />
        <SpentBar
          when="this month"
          spent={month}
          capMicroUsd={caps.monthMicroUsd}
          capTokens={caps.monthTokens}
        />
        {caps.learningMonthMicroUsd === null ? null : (
          <SpentBar
            when="for learning this month"
            spent={learningMonth}
            capMicroUsd={caps.learningMonthMicroUsd}
            capTokens={null}
          />
        )}
        {waitingRuns === 0 ? null : (
          <Text role="status">{plural(waitingRuns, 'run')} waiting for budget.</Text>
        )}
        <Text size="sm" c="dimmed">
          Before each model call its worst case is set aside, so that no cap is ever exceeded. Runs that find
          no room do not begin, or wait. Days and months are those of the organization’s time zone.
        </Text>
        <BudgetForm agentId={null} caps={caps} etag={etag} />
      </Stack>
    </Section>
  );
}

function Agents() {
  const query = useInfiniteQuery(agentBudgetsQuery);
  return (
    <Section title="Agents" flush>
      <QueryView query={query} what="The agents’ budgets">
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.data);
          return (
            <>
              <FiguresTable
                name="Budgets of the agents"
                head={['Agent', 'Today', 'This month', 'Waiting']}
                rows={rows.map((row) => ({ key: row.agentId, cells: agentCells(row) }))}
              />
              {query.hasNextPage ? <LoadMore shown={rows.length} one="agent" query={query} /> : null}
            </>
          );
        }}
      </QueryView>
    </Section>
  );
}

function agentCells(row: AgentBudgetView): ReactNode[] {
  return [
    <Anchor key="agent" component={Link} to={paths.agentMetrics(row.agentId)} underline="always">
      {row.agentName}
    </Anchor>,
    ofCap(row.day.spentMicroUsd, row.caps.dayMicroUsd),
    ofCap(row.month.spentMicroUsd, row.caps.monthMicroUsd),
    row.waitingRuns === 0 ? '' : plural(row.waitingRuns, 'run'),
  ];
}

function ofCap(spent: number, cap: number | null): string {
  return cap === null ? money(spent) : `${money(spent)} of ${money(cap)}`;
}
