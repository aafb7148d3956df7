/** An agent as it is: identity, persona, goals, rules, tools, model, autonomy, limits. */
import { Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { toolsQuery } from '../api/queries.ts';
import type { AgentSpec, AgentView, Autonomy } from '../api/types.ts';
import { duration, label, money, plural, words } from '../ui/format.ts';
import { TimeText } from '../ui/TimeText.tsx';
import { policyFacts } from './approval-policy-facts.ts';
import { useMemberNames } from './approvals/use-member-names.ts';
import { AgentGrants } from './AgentGrants.tsx';
import { AgentSettings } from './AgentSettings.tsx';
import { type Fact, Facts } from './Facts.tsx';
import { Markdown } from '../ui/Markdown.tsx';
import { RuleTiers } from './RuleTiers.tsx';
import { Section } from './Section.tsx';
import { taintEntryText } from './taint-entries.ts';

export const AUTONOMY_TEXT: Readonly<Record<Autonomy, string>> = {
  draft_only: 'Drafts only: it reads and writes drafts, but never sends or changes anything.',
  supervised: 'Supervised: it reads on its own; everything else waits for your approval.',
  autonomous:
    'Autonomous: it acts on its own; destructive, financial and bulk actions still wait for approval.',
};

export function AgentSections({ agent }: { readonly agent: AgentView }) {
  const { spec } = agent;
  const approvers = useMemberNames(spec.approvalPolicy.memberIds);
  return (
    <Stack gap="md">
      <Section title="Persona">
        <Facts facts={personaFacts(agent)} none="No persona is set: the agent speaks neutrally." />
        {spec.persona.soulMd === undefined ? null : <Markdown text={spec.persona.soulMd} />}
      </Section>
      <Section title="Goals">
        <Goals goals={spec.goals} />
      </Section>
      <Section title="Rules">
        <RuleTiers agentRules={spec.rules} agentVersion={agent.versionNumber} />
      </Section>
      <Section title="Tools">
        <Tools spec={spec} />
      </Section>
      <AgentSettings spec={spec} />
      <Section title="Autonomy and limits">
        <Facts
          facts={[
            ...autonomyFacts(spec),
            ...policyFacts(spec.approvalPolicy, approvers),
            ...limitFacts(spec),
          ]}
          none=""
        />
        <AgentGrants agent={agent} />
      </Section>
      <Section title="Model and version">
        <Facts facts={modelFacts(agent)} none="" />
      </Section>
    </Stack>
  );
}

function personaFacts({ spec: { persona } }: AgentView): Fact[] {
  return [
    ['Name', persona.displayName],
    ['Tone', persona.tone],
    ['Voice', persona.voice],
    ['Traits', persona.traits.join(', ')],
    ['Avoids', persona.avoid.join(', ')],
    ['Languages', [persona.language, ...persona.additionalLanguages].join(', ')],
    ['Brand voice', persona.brandVoice],
    ['Signature', persona.signature],
  ];
}

function Goals({ goals }: { readonly goals: AgentSpec['goals'] }) {
  if (goals.length === 0) return <Text c="dimmed">No goals beyond what its kind does.</Text>;
  return (
    <Stack gap="sm">
      {goals.map((goal) => (
        <div key={goal.title}>
          <Text fw={500}>
            {goal.title}{' '}
            <Text span size="xs" c="dimmed">
              priority {goal.priority}
            </Text>
          </Text>
          {goal.description === '' ? null : <Text c="dimmed">{goal.description}</Text>}
        </div>
      ))}
    </Stack>
  );
}

function Tools({ spec }: { readonly spec: AgentSpec }) {
  const { data: tools } = useQuery(toolsQuery);
  const { allow, deny } = spec.tools;
  const allowed = allow.filter((name) => !deny.includes(name));
  if (allowed.length === 0)
    return <Text c="dimmed">This agent uses no tools: it only reads its input and answers.</Text>;
  return (
    <Stack gap="xs">
      {allowed.map((name) => {
        const tool = tools?.find((known) => known.name === name);
        return (
          <div key={name}>
            <Group gap="xs">
              <Text span className="mono">
                {name}
              </Text>
              {tool === undefined || tool.risk === 'read' ? null : <RiskBadge risk={tool.risk} />}
            </Group>
            {tool === undefined ? null : (
              <Text size="sm" c="dimmed">
                {tool.description}
              </Text>
            )}
          </div>
        );
      })}
      {deny.length === 0 ? null : <Text size="sm">Never allowed: {deny.join(', ')}</Text>}
    </Stack>
  );
}

export function RiskBadge({ risk }: { readonly risk: string }) {
  return (
    <Badge variant="outline" color="gray" tt="none" className="quiet-badge">
      {words(risk)}
    </Badge>
  );
}

function autonomyFacts(spec: AgentSpec): Fact[] {
  const asks = spec.requireApprovalFor.join(', ');
  const wanted = spec.autonomy === 'autonomous' && !spec.enableAutopilot ? 'supervised' : spec.autonomy;
  return [
    ['Autonomy', AUTONOMY_TEXT[wanted]],
    ['Always asks for', asks],
    ['After text from outside', afterOutsideText(spec)],
    ['Approvals expire after', duration(spec.approvalTimeoutSeconds * 1000)],
  ];
}

function afterOutsideText({ taintPolicy: { allow } }: AgentSpec): string {
  if (allow.length === 0) return 'asks for everything but reading';
  return `asks for everything but reading, except, and outsiders can make use of that: ${allow.map(taintEntryText).join('; ')}`;
}

function limitFacts({ limits }: AgentSpec): Fact[] {
  const { maxTurns, maxToolCalls, maxTokens, maxCostMicroUsd, maxActiveMs } = limits;
  const own = [
    maxTurns === undefined ? '' : plural(maxTurns, 'turn'),
    maxToolCalls === undefined ? '' : plural(maxToolCalls, 'tool call'),
    maxTokens === undefined ? '' : plural(maxTokens, 'token'),
    maxCostMicroUsd === undefined ? '' : money(maxCostMicroUsd),
    maxActiveMs === undefined ? '' : `${duration(maxActiveMs)} at work`,
  ].filter((limit) => limit !== '');
  return [
    [
      'A run ends at',
      own.length === 0 ? 'the platform’s limits' : `${own.join(', ')}; otherwise the platform’s limits`,
    ],
  ];
}

function modelFacts({ spec: { model }, ...agent }: AgentView): Fact[] {
  return [
    ['Model', model.modelId ?? 'the platform’s default model'],
    ['Provider', model.provider ?? ''],
    ['Temperature', model.temperature === undefined ? '' : String(model.temperature)],
    ['Falls back to', model.fallbackModels.join(', ')],
    ['Kind', label(agent.kind)],
    ['Version', `v${agent.versionNumber}`],
    ['Changed', <TimeText key="changed" iso={agent.updatedAt} />],
    ['Created', <TimeText key="created" iso={agent.createdAt} />],
  ];
}
