import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { RUN_STATUSES, type RunStatus } from '../../../domain/run/run-status.ts';
import type { AgentView } from '../api/types.ts';
import { paths } from '../paths.ts';
import { count, label, money } from '../ui/format.ts';
import { TimeText } from '../ui/TimeText.tsx';
import { AgentBadge } from './AgentBadge.tsx';
import { KindIcon } from './KindIcon.tsx';
import { AgentMark, RunMark } from './marks.tsx';

interface Props {
  readonly agent: AgentView;
  readonly kindTitle: string | undefined;
}

export function AgentCard({ agent, kindTitle }: Props) {
  return (
    <article className="panel pad agent-card">
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <KindIcon kind={agent.kind} />
        <div>
          <Link to={paths.agent(agent.id)} className="plain-link" data-row>
            <Text span fw={600} size="lg" className="row-title">
              {agent.name}
            </Text>
          </Link>
          <Text size="sm" c="dimmed">
            {kindTitle ?? label(agent.kind)}
          </Text>
        </div>
      </Group>
      <Group gap="xs">
        <AgentMark status={agent.status} />
        <AgentBadge agent={agent} />
      </Group>
      <LastRun agent={agent} />
      <AgentNumbers agent={agent} />
    </article>
  );
}

/** What a completed run of a kind is to its owner. */
const METRICS: Readonly<Record<string, string>> = {
  dashboard_briefing: 'Briefings',
  text_reply: 'Replies suggested',
  custom_report: 'Reports',
  conversational: 'Conversations answered',
  analyzer: 'Analyses',
  task_extraction: 'Messages read for tasks',
  auto_tag: 'Contacts tagged',
  contact_enrichment: 'Contacts enriched',
  contact_memory: 'Contacts remembered',
  assistant: 'Questions answered',
};

/** What it has done and its cost in 30 days; both lead to the runs they are made of. */
export function AgentNumbers({ agent }: { readonly agent: AgentView }) {
  const to = paths.runs({ agentId: agent.id });
  return (
    <dl className="metrics">
      <div>
        <dt>{METRICS[agent.kind] ?? 'Runs completed'}, 30 days</dt>
        <dd>
          <Link to={to}>{count(agent.completed30d)}</Link>
        </dd>
      </div>
      <div>
        <dt>Cost, 30 days</dt>
        <dd>
          <Link to={paths.agentMetrics(agent.id)}>{money(agent.costMicroUsd30d)}</Link>
        </dd>
      </div>
    </dl>
  );
}

function LastRun({ agent }: { readonly agent: AgentView }) {
  const { lastRun } = agent;
  if (lastRun === null) {
    return (
      <Text size="sm" c="dimmed">
        Never ran
      </Text>
    );
  }
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" c="dimmed">
        Last run
      </Text>
      <Link to={paths.run(agent.id, lastRun.id)} className="plain-link">
        <Group gap={6} wrap="nowrap">
          <TimeText iso={lastRun.queuedAt} />
          {isRunStatus(lastRun.status) ? <RunMark status={lastRun.status} /> : lastRun.status}
        </Group>
      </Link>
    </Group>
  );
}

function isRunStatus(text: string): text is RunStatus {
  return (RUN_STATUSES as readonly string[]).includes(text);
}
