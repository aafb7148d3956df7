import { Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { AgentBudgetView, AgentMetrics, AgentMetricsDay } from '../../../domain/contracts/budgets.ts';
import { agentBudgetQuery, agentMetricsQuery } from '../api/budgets.ts';
import { agentPlots } from '../components/charts/agent-plots.ts';
import { Figure } from '../components/charts/Figure.tsx';
import { FiguresTable } from '../components/charts/FiguresTable.tsx';
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
        <>
          <PageTitle
            title={`How ${data.agentName} does`}
            actions={
              <Button component={Link} to={paths.agent(agentId)} variant="default">
                Back to the agent
              </Button>
            }
          />
          <Stack gap="md">
            <Measured agentId={agentId} />
            <Budget budget={data} etag={etag ?? ''} />
          </Stack>
        </>
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
        <BudgetForm agentId={agentId} caps={caps} etag={etag} />
      </Stack>
    </Section>
  );
}

function Measured({ agentId }: { agentId: string }) {
  const query = useQuery(agentMetricsQuery(agentId));
  return (
    <QueryView query={query} what="The figures">
      {(metrics) =>
        metrics.days.length === 0 ? (
          <Section title="Last 30 days">
            <Text c="dimmed">{NO_RUN}</Text>
          </Section>
        ) : (
          <>
            <Section title="Last 30 days">
              <Overview agentId={agentId} metrics={metrics} />
            </Section>
            <Figures metrics={metrics} />
            <Models models={metrics.models} />
            <Tools tools={metrics.tools} />
            <Waits {...metrics.approvals} />
          </>
        )
      }
    </QueryView>
  );
}

function Figures({ metrics }: { readonly metrics: AgentMetrics }) {
  const { cost, tokens, runs, time, wait } = agentPlots(metrics);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <Figure id="cost" {...cost} />
      <Figure id="tokens" {...tokens} />
      <Figure id="runs" {...runs} />
      <Section title="What went wrong">
        <Facts
          facts={metrics.failures.map(({ code, runs: failed }): Fact => [code, plural(failed, 'run')])}
          none="No run failed or was rejected."
        />
      </Section>
      <Figure id="time" {...time} />
      <Figure id="wait" {...wait} />
    </SimpleGrid>
  );
}

const NO_RUN =
  'No run yet. As soon as there are some, charts of each day show here: what they cost, their tokens, how they ended, ' +
  'how long they took, and how long people took to approve.';

function Overview({ agentId, metrics }: { readonly agentId: string; readonly metrics: AgentMetrics }) {
  const { days, runMs, approvals } = metrics;
  const sum = (of: (day: AgentMetricsDay) => number): string =>
    count(days.reduce((all, day) => all + of(day), 0));
  const runs = <Link to={paths.runs({ agentId })}>{sum((day) => day.runs)}</Link>;
  const numbers: readonly Fact[] = [
    ['Runs', runs],
    ['Completed', sum((day) => day.completed)],
    ['Cost', money(days.reduce((all, day) => all + day.costMicroUsd, 0))],
    ['Half of the runs within', took(runMs.p50)],
    ['95 % within', took(runMs.p95)],
    ['Approvals asked', count(approvals.asked)],
    ['Still open', count(approvals.pending)],
    ['Half decided within', took(approvals.waitMs.p50)],
  ];
  return (
    <dl className="metrics">
      {numbers.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function took(ms: number | null): string {
  return ms === null ? '–' : duration(ms);
}

function Models({ models }: Pick<AgentMetrics, 'models'>) {
  if (models.length === 0) return null;
  return (
    <Section title="By model" flush>
      <FiguresTable
        name="By model"
        head={['Model', 'Calls', 'Tokens in', 'Tokens out', 'Half within', '95 % within', 'Cost']}
        rows={models.map(({ model, calls, inputTokens, outputTokens, durationMs, costMicroUsd }) => ({
          key: model,
          cells: [
            model,
            count(calls),
            count(inputTokens),
            count(outputTokens),
            took(durationMs.p50),
            took(durationMs.p95),
            money(costMicroUsd),
          ],
        }))}
      />
    </Section>
  );
}

function Tools({ tools }: Pick<AgentMetrics, 'tools'>) {
  if (tools.length === 0) return null;
  return (
    <Section title="By tool" flush>
      <FiguresTable
        name="By tool"
        head={['Tool', 'Calls', 'Failed', 'Half within', '95 % within']}
        rows={tools.map(({ toolName, calls, failed, durationMs }) => ({
          key: toolName,
          cells: [toolName, count(calls), count(failed), took(durationMs.p50), took(durationMs.p95)],
        }))}
      />
    </Section>
  );
}

/** An agent has one kind for good: its waits are told apart by tool and by model. */
function Waits({ tools, models }: AgentMetrics['approvals']) {
  if (tools.length === 0) return null;
  const rows = [
    ...tools.map(({ toolName, ...row }) => ({ key: `tool ${toolName}`, what: toolName, ...row })),
    ...models.map(({ model, ...row }) => ({
      key: `model ${model ?? ''}`,
      what: model ?? 'unknown model',
      ...row,
    })),
  ];
  return (
    <Section title="Wait for approval, by tool and model" flush>
      <FiguresTable
        name="Wait for approval, by tool and model"
        head={['Tool or model', 'Asked', 'Half decided within', '95 % within']}
        rows={rows.map(({ key, what, asked, waitMs }) => ({
          key,
          cells: [what, count(asked), took(waitMs.p50), took(waitMs.p95)],
        }))}
      />
    </Section>
  );
}
