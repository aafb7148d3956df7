/** HTTP shapes of `/v1/agents/{id}/versions`, and of what compares two states of an agent. */
import { z } from 'zod';
import { agentSpecSchema } from '../agent/agent-spec.ts';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

export const listVersionsQuery = pageQuery;

const versionHead = {
  id: idOf('agentVersion'),
  agentId: idOf('agent'),
  number: z.int(),
  title: z.string().meta({ description: 'What changed, in a few words.' }),
  note: z.string().nullable(),
  author: z.string(),
  name: z.string(),
  kind: z.string(),
  isCurrent: z.boolean(),
  createdAt: timestamp,
};

export const agentVersionHead = z.strictObject(versionHead).meta({ id: 'AgentVersionHead' });
export const agentVersionView = z
  .strictObject({ ...versionHead, spec: agentSpecSchema })
  .meta({ id: 'AgentVersion' });
export type AgentVersionHead = z.output<typeof agentVersionHead>;
export const agentVersionPage = pageOf(agentVersionHead).meta({ id: 'AgentVersionPage' });

export const diffQuery = z.strictObject({
  from: idOf('agentVersion').optional().meta({ description: 'Default: the one before the newest.' }),
  to: idOf('agentVersion').optional().meta({ description: 'Default: the newest.' }),
});

const textPart = z.strictObject({ change: z.enum(['same', 'removed', 'added']), text: z.string() });
export type TextPart = z.output<typeof textPart>;

export const fieldChangeView = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON pointer into the agent, such as /spec/persona/tone.' }),
    before: z.unknown().meta({ description: 'Null when it was not there.' }),
    after: z.unknown(),
    text: z
      .array(textPart)
      .nullable()
      .meta({ description: 'Of long texts: what was removed and added, in order.' }),
  })
  .meta({ id: 'FieldChange' });
export type FieldChangeView = z.output<typeof fieldChangeView>;

export const versionDiffView = z
  .strictObject({ from: agentVersionHead, to: agentVersionHead, changes: z.array(fieldChangeView) })
  .meta({ id: 'AgentVersionDiff' });

export const templateDiffView = z
  .strictObject({
    systemSourceId: idOf('agent'),
    sourceVersion: z.int().meta({ description: 'The version the system agent is at.' }),
    takenOverVersion: z
      .int()
      .nullable()
      .meta({ description: 'The version this agent was cloned from or last took over.' }),
    movedOn: z.boolean(),
    changes: z.array(fieldChangeView).meta({ description: 'What a reset would change, as before → after.' }),
  })
  .meta({ id: 'TemplateDiff' });

export const restoreBody = z.strictObject({ note: z.string().max(500).optional() }).default({});
export const duplicateBody = z
  .strictObject({ name: z.string().trim().min(1).max(120).optional() })
  .default({});
export const agentGrantsBody = z.strictObject({
  tools: z
    .array(z.string().max(100))
    .max(100)
    .meta({ description: 'All of them: what is not here is withdrawn.' }),
});
export const agentSkillsBody = z.strictObject({ skillIds: z.array(z.string().max(40)).max(30) });
