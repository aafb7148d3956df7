import { Anchor, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AgentBudgetView, OrganizationBudgetView } from '../../../domain/contracts/budgets.ts';
import { agentBudgetsQuery, organizationBudgetQuery, usageByModelQuery } from '../api/budgets.ts';
import { LoadMore } from '../components/LoadMore.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { SpentBar } from '../components/SpentBar.tsx';
import { BudgetForm } from '../forms/BudgetForm.tsx';
import { paths } from '../paths.ts';
import { count, money, plural } from '../ui/format.ts';

export function BudgetsPage() {
  const query = useQuery(organizationBudgetQuery);
  return (
    <QueryView query={query} what="The budgets" page>
      {({ data, etag }) => (
        <Stack gap="md">
          <PageTitle title="Budgets" />
          <Organization budget={data} etag={etag ?? ''} />
          <Agents />
          <Spent />
        </Stack>
      )}
    </QueryView>
  );
}

function Organization({ budget, etag }: { budget: OrganizationBudgetView; etag: string }) {
  const { caps, day, month, waitingRuns } = budget;
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
        {waitingRuns === 0 ? null : (
          <Text role="status">{plural(waitingRuns, 'run')} waiting for budget.</Text>
        )}
        <Text size="sm" c="dimmed">
          Before each model call its worst case is set aside, so that no cap is ever exceeded. Runs that find
          no room do not begin, or wait. Days and months are those of the organization’s time zone.
        </Text>
        <BudgetForm key={etag} agentId={null} caps={caps} etag={etag} />
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
              <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Agent</Table.Th>
                      <Table.Th>Today</Table.Th>
                      <Table.Th>This month</Table.Th>
                      <Table.Th>Waiting</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((row) => (
                      <AgentRow key={row.agentId} row={row} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <LoadMore shown={rows.length} one="agent" query={query} />
            </>
          );
        }}
      </QueryView>
    </Section>
  );
}

function AgentRow({ row }: { row: AgentBudgetView }) {
  const of = (spent: number, cap: number | null): string =>
    cap === null ? money(spent) : `${money(spent)} of ${money(cap)}`;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={paths.agentMetrics(row.agentId)} underline="always">
          {row.agentName}
        </Anchor>
      </Table.Td>
      <Table.Td>{of(row.day.spentMicroUsd, row.caps.dayMicroUsd)}</Table.Td>
      <Table.Td>{of(row.month.spentMicroUsd, row.caps.monthMicroUsd)}</Table.Td>
      <Table.Td>{row.waitingRuns === 0 ? '' : plural(row.waitingRuns, 'run')}</Table.Td>
    </Table.Tr>
  );
}

function Spent() {
  const query = useQuery(usageByModelQuery);
  return (
    <Section title="Spent in the last 30 days" flush>
      <QueryView query={query} what="What was spent">
        {({ data, total }) =>
          data.length === 0 ? (
            <Text p="md" c="dimmed">
              Nothing yet. What each model call costs is added up here as runs make them.
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Kind</Table.Th>
                    <Table.Th>Model</Table.Th>
                    <Table.Th>Calls</Table.Th>
                    <Table.Th>Tokens in / out</Table.Th>
                    <Table.Th>Cost</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((row) => (
                    <Table.Tr key={`${row.kind ?? ''} ${row.model ?? ''}`}>
                      <Table.Td>{row.kind}</Table.Td>
                      <Table.Td>{row.model}</Table.Td>
                      <Table.Td>{count(row.calls)}</Table.Td>
                      <Table.Td>{`${count(row.inputTokens)} / ${count(row.outputTokens)}`}</Table.Td>
                      <Table.Td>{money(row.costMicroUsd)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
                <Table.Tfoot>
                  <Table.Tr>
                    <Table.Th colSpan={2}>All</Table.Th>
                    <Table.Th>{count(total.calls)}</Table.Th>
                    <Table.Th>{`${count(total.inputTokens)} / ${count(total.outputTokens)}`}</Table.Th>
                    <Table.Th>{money(total.costMicroUsd)}</Table.Th>
                  </Table.Tr>
                </Table.Tfoot>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </QueryView>
    </Section>
  );
}
