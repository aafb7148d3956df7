import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { toolsQuery } from '../api/queries.ts';
import { organizationRulesQuery, platformRulesQuery } from '../api/rules.ts';
import { PageTitle } from '../components/PageTitle.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RuleLines } from '../components/RuleLines.tsx';
import { Section } from '../components/Section.tsx';
import { OrganizationRulesForm } from '../forms/OrganizationRulesForm.tsx';
import { SimulateRulesForm } from '../forms/SimulateRulesForm.tsx';

export function RulesPage() {
  const platform = useQuery(platformRulesQuery);
  // Not refreshed while somebody types: what is saved must be compared with what was read (ETag).
  const own = useQuery({ ...organizationRulesQuery, staleTime: Infinity, refetchOnMount: 'always' });
  const tools = useQuery(toolsQuery);
  const isReady = platform.data !== undefined && own.data !== undefined && tools.data !== undefined;
  const all = {
    data: isReady ? { platform: platform.data, own: own.data, tools: tools.data } : undefined,
    error: platform.error ?? own.error ?? tools.error,
    refetch: () => Promise.all([platform.refetch(), own.refetch(), tools.refetch()]),
  };
  return (
    <QueryView query={all} what="The rules" page>
      {(ready) => (
        <>
          <PageTitle title="Rules" />
          <Stack gap="md" maw={820}>
            <Section title="Platform" aside={<Text size="sm">Read-only</Text>}>
              <RuleLines rules={ready.platform} none="None." />
              <Text size="sm" c="dimmed" mt="sm">
                They come with Steward and hold for every agent. Lower tiers may only be stricter.
              </Text>
            </Section>
            <Section title="Organization">
              <OrganizationRulesForm
                key={ready.own.etag}
                rules={ready.own.data.data}
                platform={ready.platform}
                etag={ready.own.etag ?? ''}
                tools={ready.tools}
                onReload={() => void own.refetch()}
              />
            </Section>
            <Section title="Agents">
              <Text c="dimmed">Each agent’s own rules are part of the agent and are edited there.</Text>
            </Section>
            <Section title="Try the rules">
              <SimulateRulesForm tools={ready.tools} />
            </Section>
          </Stack>
        </>
      )}
    </QueryView>
  );
}
