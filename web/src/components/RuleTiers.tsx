/** The three tiers of rules as they hold for one agent, what is overridden marked as such. */
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { resolveRules } from '../../../domain/rules/resolve-rules.ts';
import { organizationRulesQuery, platformRulesQuery } from '../api/rules.ts';
import { paths } from '../paths.ts';
import { QueryView } from './QueryView.tsx';
import { RuleLines } from './RuleLines.tsx';

interface Props {
  readonly agentRules: readonly string[];
  readonly agentVersion: number;
}

export function RuleTiers({ agentRules, agentVersion }: Props) {
  const platform = useQuery(platformRulesQuery);
  const organization = useQuery(organizationRulesQuery);
  const both = {
    data:
      platform.data === undefined || organization.data === undefined
        ? undefined
        : [...platform.data, ...organization.data.data.data],
    error: platform.error ?? organization.error,
    refetch: () => Promise.all([platform.refetch(), organization.refetch()]),
  };
  return (
    <QueryView query={both} what="The rules">
      {(stored) => {
        const rules = resolveRules({ stored, agentRules, agentVersion });
        return (
          <Stack gap="sm">
            {TIERS.map(({ tier, title, none }) => (
              <div key={tier}>
                <h3 className="aside-title">{title}</h3>
                <RuleLines rules={rules.filter((rule) => rule.tier === tier)} none={none} />
              </div>
            ))}
            <Text size="sm" c="dimmed">
              Higher tiers win; a lower one can only be stricter.{' '}
              <Link to={paths.rules()}>Rules of the organization</Link>
            </Text>
          </Stack>
        );
      }}
    </QueryView>
  );
}

const TIERS = [
  { tier: 'platform', title: 'Platform', none: 'None.' },
  { tier: 'organization', title: 'Organization', none: 'The organization has no rules of its own.' },
  { tier: 'agent', title: 'This agent', none: 'No rules of its own.' },
] as const;
