import { MultiSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { agentsQuery } from '../api/queries.ts';
import { Section } from '../components/Section.tsx';
import type { DraftProps } from './AgentForm.tsx';

const TOOL = 'delegate_to_agent';

/** Whom the agent may ask, once it has the tool for it. */
export function DelegateFields({ draft, setSpec, errorAt }: DraftProps) {
  const { tools, delegates } = draft.spec;
  const query = useInfiniteQuery(agentsQuery({}));
  if (!tools.allow.includes(TOOL)) return null;
  const agents = (query.data?.pages ?? []).flatMap((page) => page.data);
  // One that is gone must still be there to be taken away.
  const unknown = delegates.filter((id) => agents.every((agent) => agent.id !== id));
  return (
    <Section title="Agents it may ask">
      <MultiSelect
        label="Agents"
        description="It hands sub-tasks to these and no others, at most three deep. Each keeps to its own rules and tools."
        searchable
        maxValues={30}
        data={[
          ...agents.map(({ id, name }) => ({ value: id, label: name })),
          ...unknown.map((id) => ({ value: id, label: id })),
        ]}
        value={[...delegates]}
        error={errorAt('/spec/delegates')}
        onChange={(value) => {
          setSpec({ delegates: value });
        }}
      />
    </Section>
  );
}
