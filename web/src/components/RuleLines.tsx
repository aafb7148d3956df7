/** Rules as lines of a list: what each says and enforces, and what overrides it. */
import { List, Text } from '@mantine/core';
import type { EffectiveRule, Enforcement } from '../api/rules.ts';
import { words } from '../ui/format.ts';

type Shown = Omit<EffectiveRule, 'tier'>;

export function RuleLines({ rules, none }: { readonly rules: readonly Shown[]; readonly none: string }) {
  if (rules.length === 0) return <Text c="dimmed">{none}</Text>;
  return (
    <List type="ordered" spacing="xs">
      {rules.map((rule) => (
        <List.Item key={rule.key}>
          {rule.overriddenBy === null ? rule.text : <del>{rule.text}</del>}
          <RuleNotes rule={rule} />
        </List.Item>
      ))}
    </List>
  );
}

function RuleNotes({ rule }: { readonly rule: Shown }) {
  return (
    <>
      {rule.enforcement === null ? null : (
        <Text size="sm" c="dimmed">
          Enforced: {enforcementText(rule.enforcement)}
        </Text>
      )}
      <Overridden by={rule.overriddenBy} />
    </>
  );
}

/** Said in words, not by the strike alone. */
export function Overridden({ by }: { readonly by: EffectiveRule['overriddenBy'] }) {
  if (by === null) return null;
  return (
    <Text size="sm" data-tone="bad" className="rule-overridden">
      Overridden by the {by.tier}’s rule “{by.text}”: {by.why}.
    </Text>
  );
}

function enforcementText(enforcement: Enforcement): string {
  switch (enforcement.type) {
    case 'deny':
      return `never ${callsText(enforcement)}`;
    case 'require_approval':
      return `a person approves ${callsText(enforcement)}`;
    case 'block_topics':
      return `no messages about ${enforcement.topics.join(', ')}`;
    case 'no_pii_egress':
      return 'a person approves what leaves with other people’s contact or bank details';
  }
}

function callsText({ tools = [], risks = [] }: Extract<Enforcement, { type: 'deny' | 'require_approval' }>) {
  return [...tools, ...risks.map((risk) => `whatever is “${words(risk)}”`)].join(', ');
}
