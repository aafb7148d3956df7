/** Tools that always ask, and which of them an owner lets the agent use unasked. */
import { Checkbox, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useAgentGrants } from '../api/agent-mutations.ts';
import { toolsQuery } from '../api/queries.ts';
import type { AgentView } from '../api/types.ts';
import { FormProblem } from '../ui/FormProblem.tsx';
import { useObstacle } from './use-permission.ts';

const GRANTABLE: readonly string[] = ['financial', 'bulk'];

export function AgentGrants({ agent }: { readonly agent: AgentView }) {
  const { spec, grantedTools } = agent;
  const { data: tools } = useQuery(toolsQuery);
  const grant = useAgentGrants(agent);
  const obstacle = useObstacle('grants:write');
  const riskOf = (name: string) => tools?.find((tool) => tool.name === name)?.risk ?? '';
  const asking = spec.tools.allow.filter(
    (name) =>
      grantedTools.includes(name) ||
      GRANTABLE.includes(riskOf(name)) ||
      (spec.requireApprovalFor.includes(name) && riskOf(name) !== 'destructive'),
  );
  if (asking.length === 0) return null;
  const isAutonomous = spec.autonomy === 'autonomous' && spec.enableAutopilot;
  return (
    <Stack gap="xs" mt="md" role="group" aria-label="Tools it may use unasked">
      <Text size="sm">
        These tools always ask, unless an owner lets this agent use them unasked
        {isAutonomous ? '' : '; that counts once the agent is autonomous'}.
      </Text>
      {asking.map((name) => (
        <Checkbox
          key={name}
          label={`${name} may go unasked`}
          checked={grantedTools.includes(name)}
          disabled={obstacle !== undefined || grant.isPending}
          title={obstacle}
          onChange={(event) => {
            const others = grantedTools.filter((granted) => granted !== name);
            grant.mutate(event.currentTarget.checked ? [...others, name] : others);
          }}
        />
      ))}
      {obstacle === undefined ? null : (
        <Text size="sm" c="dimmed">
          {obstacle}
        </Text>
      )}
      <FormProblem title="Nothing was changed" error={grant.error} />
    </Stack>
  );
}
