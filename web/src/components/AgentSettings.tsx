/** What an agent may reach, what it knows and how it behaves beyond its persona. */
import { List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { skillChoicesQuery } from '../api/agent-queries.ts';
import type { AgentSpec } from '../api/types.ts';
import { count } from '../ui/format.ts';
import { type Fact, Facts } from './Facts.tsx';
import { Section } from './Section.tsx';

export function AgentSettings({ spec }: { readonly spec: AgentSpec }) {
  return (
    <>
      <Section title="Skills">
        <Skills skillIds={spec.skillIds} />
      </Section>
      <Section title="Access and topics">
        <Facts facts={accessFacts(spec)} none="" />
      </Section>
      {spec.faqEntries.length === 0 ? null : (
        <Section title="Frequent questions">
          <Stack gap="sm">
            {spec.faqEntries.map((entry) => (
              <div key={entry.q}>
                <Text fw={500}>{entry.q}</Text>
                <Text c="dimmed">{entry.a}</Text>
              </div>
            ))}
          </Stack>
        </Section>
      )}
    </>
  );
}

function Skills({ skillIds }: { readonly skillIds: AgentSpec['skillIds'] }) {
  const { data: known = [] } = useQuery(skillChoicesQuery);
  if (skillIds.length === 0) return <Text c="dimmed">No skills: it has its kind’s instructions only.</Text>;
  const skills = skillIds.map((id) => ({ id, skill: known.find((one) => one.id === id) }));
  return (
    <List spacing={4}>
      {skills.map(({ id, skill }) => (
        <List.Item key={id}>
          {skill?.title ?? id}
          {skill === undefined ? null : (
            <Text size="sm" c="dimmed">
              {skill.description} · about {count(skill.tokens)} tokens in each prompt
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  );
}

function accessFacts(spec: AgentSpec): Fact[] {
  const { read, write, ownerUserId = '' } = spec.accessScope;
  return [
    ['May read', read.length === 0 ? 'all types of data' : read.join(', ')],
    ['May change', write.length === 0 ? 'what its tools change' : write.join(', ')],
    ['Acts for', ownerUserId],
    ['Blocked topics', spec.blockedTopics.join(', ')],
    [
      'Messages a day',
      spec.maxMessagesPerDay === undefined ? '' : `at most ${count(spec.maxMessagesPerDay)}`,
    ],
    ['Subtype', spec.subtype ?? ''],
    ['Reflection', spec.enableReflection ? 'on' : ''],
    ['Instructions', spec.systemPrompt],
  ];
}
