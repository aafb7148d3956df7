/** What the rules said: the verdict in a word, why, and everything else that spoke against it. */
import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCheck } from '@tabler/icons-react';
import type { RuleSimulation } from '../api/rules.ts';

const VERDICTS = {
  allowed: { title: 'Allowed', tone: 'good', color: 'green', icon: <IconCheck /> },
  needs_approval: {
    title: 'A person must approve',
    tone: 'warn',
    color: 'yellow',
    icon: <IconAlertTriangle />,
  },
  denied: { title: 'Denied', tone: 'bad', color: 'red', icon: <IconBan /> },
} as const;

export function SimulationResult({ result }: { readonly result: RuleSimulation }) {
  const { title, color, icon, tone } = VERDICTS[result.verdict];
  const { rule } = result;
  const others = result.checks.filter((check) => check.reason !== result.reason);
  return (
    <Alert
      role="status"
      variant="outline"
      color={color}
      icon={icon}
      title={title}
      className="notice"
      data-tone={tone}
    >
      <Text size="sm">Because {result.reason}.</Text>
      {rule === null ? null : (
        <Text size="sm" mt={4}>
          Rule: “{rule.text}” ({rule.tier}, version {rule.version})
        </Text>
      )}
      {others.length === 0 ? null : (
        <>
          <Text size="sm" mt={4}>
            Besides:
          </Text>
          <List size="sm">
            {others.map((check) => (
              <List.Item key={check.reason}>{check.reason}</List.Item>
            ))}
          </List>
        </>
      )}
    </Alert>
  );
}
