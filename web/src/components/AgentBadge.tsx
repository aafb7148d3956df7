import { Badge } from '@mantine/core';
import type { AgentView } from '../api/types.ts';

/** Whether a clone of the platform's agent is still what the platform made it; nothing for agents made here. */
export function AgentBadge({ agent }: { readonly agent: AgentView }) {
  if (agent.systemSourceId === null) return null;
  return (
    <Badge variant="outline" color="gray" tt="none" className="quiet-badge">
      {agent.isSystemDefault ? 'Using platform default' : 'Customized'}
    </Badge>
  );
}
