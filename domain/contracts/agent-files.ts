/** HTTP shapes of `/v1/agents/{id}/export` and `/v1/agents/import`: an agent as files. */
import { z } from 'zod';

const MOST_FILES = 40;

const agentFile = z
  .strictObject({
    path: z.string().min(1).max(200).meta({ example: 'agent.yaml' }),
    // An agent with a hundred long answers is a long file; the body of a request is bounded by itself.
    content: z.string().max(1_000_000),
  })
  .meta({ id: 'AgentFile' });
export type AgentFile = z.output<typeof agentFile>;

/** `agent.yaml`, in which other agents stand by name; `SOUL.md` when there is a persona document, `skills/<slug>/SKILL.md` for each skill. */
export const agentFiles = z
  .strictObject({ files: z.array(agentFile).min(1).max(MOST_FILES) })
  .meta({ id: 'AgentFiles' });
