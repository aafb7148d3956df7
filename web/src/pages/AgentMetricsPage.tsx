import { Button, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { AgentBudgetView, AgentMetrics } from '../../../domain/contracts/budgets.ts';
import { agentBudgetQuery, agentMetricsQuery } from '../api/budgets.ts';
import { type Fact, Facts } from '../components/Facts.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { SpentBar } from '../components/SpentBar.tsx';
import { BudgetForm } from '../forms/BudgetForm.tsx';
import { paths } from '../paths.ts';
import { count, duration, money, plural } from '../ui/format.ts';

export function AgentMetricsPage() {
  const { agentId = '' } = useParams();
  const query = useQuery(agentBudgetQuery(agentId));
  return (
    <QueryView query={query} what="The agent’s figures" page>
      {({ data, etag }) => (
        <Stack gap="md">
          <PageTitle
            title={`How ${data.agentName} does`}
            actions={
              <Button component={Link} to={paths.agent(agentId)} variant="default">
                Back to the agent
              </Button>
            }
          />
          <Measured agentId={agentId} />
          <Budget budget={data} etag={etag ?? ''} />
        </Stack>
      )}
    </QueryView>
  );
}

function Budget({ budget, etag }: { budget: AgentBudgetView; etag: string }) {
  const { caps, day, month, agentId } = budget;
  return (
    <Section title="Budget">
      <Stack gap="md">
        <SpentBar when="today" spent={day} capMicroUsd={caps.dayMicroUsd} capTokens={caps.dayTokens} />
        <SpentBar
          when="this month"
          spent={month}
          capMicroUsd={caps.monthMicroUsd}
          capTokens={caps.monthTokens}
        />
        <BudgetForm key={etag} agentId={agentId} caps={caps} etag={etag} />
      </Stack>
    </Section>
  );
}

function Measured({ agentId }: { agentId: string }) {
  const query = useQuery(agentMetricsQuery(agentId));
  return (
    <QueryView query={query} what="The figures">
      {(metrics) => (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <Section title="Last 30 days">
              <Facts facts={overview(metrics)} none="No run yet: start one and its figures stand here." />
            </Section>
            <Section title="What went wrong">
              <Facts
                facts={metrics.failures.map(({ code, runs }): Fact => [code, plural(runs, 'run')])}
                none="No run failed or was rejected."
              />
            </Section>
          </SimpleGrid>
          <Rows
            title="By day"
            head={['Day', 'Runs', 'Completed', 'Failed', 'Tokens in / out', 'Cost']}
            rows={metrics.days.map((day) => [
              day.day,
              count(day.runs),
              count(day.completed),
              count(day.failed + day.rejected),
              `${count(day.inputTokens)} / ${count(day.outputTokens)}`,
              money(day.costMicroUsd),
            ])}
          />
          <Rows
            title="By model"
            head={['Model', 'Calls', 'Half within', '95 % within', 'Cost']}
            rows={metrics.models.map(({ model, calls, durationMs, costMicroUsd }) => [
              model,
              count(calls),
              took(durationMs.p50),
              took(durationMs.p95),
              money(costMicroUsd),
            ])}
          />
          <Rows
            title="By tool"
            head={['Tool', 'Calls', 'Failed', 'Half within', '95 % within']}
            rows={metrics.tools.map(({ toolName, calls, failed, durationMs }) => [
              toolName,
              count(calls),
              count(failed),
              took(durationMs.p50),
              took(durationMs.p95),
            ])}
          />
        </>
      )}
    </QueryView>
  );
}

function overview({ days, runMs, approvals }: AgentMetrics): Fact[] {
  if (days.length === 0) return [];
  const sum = (of: (day: AgentMetrics['days'][number]) => number): number =>
    days.reduce((all, day) => all + of(day), 0);
  return [
    ['Runs', `${count(sum((day) => day.runs))}, ${count(sum((day) => day.completed))} completed`],
    ['Cost', money(sum((day) => day.costMicroUsd))],
    ['Run time', `half within ${took(runMs.p50)}, 95 % within ${took(runMs.p95)}`],
    ['Approvals', `${count(approvals.asked)} asked, ${count(approvals.pending)} open`],
    ['People took', approvals.waitMs.p50 === null ? '' : `half within ${took(approvals.waitMs.p50)}`],
  ];
}

function took(ms: number | null): string {
  return ms === null ? '–' : duration(ms);
}

interface RowsProps {
  readonly title: string;
  readonly head: readonly string[];
  /** The first cell names the row. */
  readonly rows: readonly (readonly string[])[];
}

function Rows({ title, head, rows }: RowsProps) {
  return (
    <Section title={title} flush>
      {rows.length === 0 ? (
        <Group p="md">
          <Text c="dimmed">Nothing yet.</Text>
        </Group>
      ) : (
        <Table.ScrollContainer minWidth={480} type="native" tabIndex={0}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {head.map((name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((cells) => (
                <Table.Tr key={cells[0]}>
                  {cells.map((cell, i) => (
                    <Table.Td key={head[i]}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Section>
  );
}
