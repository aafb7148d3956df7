/** HTTP shapes of `/v1/agents`, `/v1/kinds`, `/v1/tools` and `/v1/organizations/current`. */
import { z } from 'zod';
import { AGENT_STATUSES, agentSpecSchema } from '../agent/agent-spec.ts';
import { PROVENANCES } from '../provenance.ts';
import { TOOL_EFFECTS, TOOL_RISKS } from '../tools/tool-facts.ts';
import { onboardingView } from './platform.ts';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

const agentName = z.string().trim().min(1).max(120);

export const createAgentBody = z.strictObject({
  name: agentName,
  kind: z.string().max(100),
  status: z.enum(AGENT_STATUSES).default('draft'),
  /** What is not given comes from the kind's defaults. */
  spec: z.record(z.string(), z.unknown()).default({}),
});

export const updateAgentBody = z.strictObject({
  name: agentName.optional(),
  status: z.enum(AGENT_STATUSES).optional(),
  /** Top-level members given here replace those of the current version, null takes one away; others stay. */
  spec: z.record(z.string(), z.unknown()).optional(),
  note: z.string().max(500).optional(),
});

export const listAgentsQuery = pageQuery.extend({
  kind: z.string().max(100).optional(),
  status: z.enum(AGENT_STATUSES).optional(),
  q: z.string().max(200).optional(),
});

/** Of an agent or an organization: who set its kill switch and when; null while it is off. */
const killedView = z
  .strictObject({ at: timestamp, by: z.string() })
  .nullable()
  .meta({ description: 'Set while the kill switch is on: no run starts.' });

export const agentView = z
  .strictObject({
    id: idOf('agent'),
    organizationId: idOf('organization'),
    name: z.string(),
    kind: z.string(),
    status: z.enum(AGENT_STATUSES),
    killed: killedView,
    revision: z.int(),
    isSystemDefault: z
      .boolean()
      .meta({ description: "A clone of the platform's agent that nobody has edited." }),
    systemSourceId: idOf('agent').nullable().meta({ description: 'The system agent it was cloned from.' }),
    sourceMovedOn: z
      .boolean()
      .meta({ description: 'The system agent has a newer version than the one this came from.' }),
    versionId: idOf('agentVersion'),
    versionNumber: z.int(),
    spec: agentSpecSchema,
    grantedTools: z.array(z.string()).meta({
      description:
        'Tools that an owner lets the agent use unasked although it requires approval for them or their calls always ask. ' +
        'Only while it is autonomous; rules and text from outside still ask.',
    }),
    lastRun: z.strictObject({ id: idOf('run'), status: z.string(), queuedAt: timestamp }).nullable(),
    runs30d: z.int(),
    completed30d: z.int(),
    costMicroUsd30d: z.int(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Agent' });
export type AgentView = z.output<typeof agentView>;
export const agentPage = pageOf(agentView).meta({ id: 'AgentPage' });

const jsonSchema = z.record(z.string(), z.unknown());

export const kindView = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    outputFormat: z.enum(['markdown', 'json']),
    tools: z.array(z.string()),
    inputSchema: jsonSchema,
    outputSchema: jsonSchema,
    defaults: agentSpecSchema,
  })
  .meta({ id: 'Kind' });
export const kindList = z.strictObject({ data: z.array(kindView) }).meta({ id: 'KindList' });

export const toolView = z
  .strictObject({
    name: z.string(),
    description: z.string(),
    effect: z.enum(TOOL_EFFECTS),
    risk: z.enum(TOOL_RISKS),
    provenance: z.enum(PROVENANCES).meta({
      description: 'Who wrote what it returns. Anybody but the organization taints a run that calls it.',
    }),
    inputSchema: jsonSchema,
    outputSchema: jsonSchema,
  })
  .meta({ id: 'Tool' });
export const toolList = z.strictObject({ data: z.array(toolView) }).meta({ id: 'ToolList' });

export const organizationView = z
  .strictObject({
    id: idOf('organization'),
    name: z.string(),
    timeZone: z.string(),
    demoModel: z.boolean(),
    permissions: z.array(z.string()),
    killed: killedView,
    onboarding: onboardingView.nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'Organization' });
