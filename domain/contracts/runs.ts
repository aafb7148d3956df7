/** HTTP shapes of `/v1/runs`. */
import { z } from 'zod';
import { RUN_STATUSES, RUN_TRIGGERS, WAITING_REASONS } from '../run/run-status.ts';
import { logEntryView } from './log-entries.ts';
import { givenTime, idOf, microUsd, pageOf, pageQuery, timestamp } from './primitives.ts';

export const createRunBody = z.strictObject({
  agentId: idOf('agent'),
  input: z.record(z.string(), z.unknown()).default({}),
  goals: z.array(z.string().min(1).max(500)).max(10).optional(),
  /** Tighter limits for this run only; an agent's own limits are never widened. */
  budget: z
    .strictObject({
      maxCostMicroUsd: z.int().positive().optional(),
      maxTokens: z.int().positive().optional(),
    })
    .optional(),
  /** Reads, and does nothing else: each other call is left out, with what a real run would have done. */
  dryRun: z.boolean().default(false),
  /** What to try in a dry run: as in PATCH /v1/agents/{id}, and saved nowhere. */
  draft: z.strictObject({ spec: z.record(z.string(), z.unknown()) }).optional(),
});
export type CreateRunBody = z.output<typeof createRunBody>;

export const retryRunBody = z.strictObject({
  /** Default: the agent's current version. */
  agentVersionId: idOf('agentVersion').optional(),
});

export const replayRunBody = z.strictObject({
  /** The first turn that asks the model anew. */
  fromTurn: z.int().min(1).max(100_000),
  /** Default: the version that the run had. */
  agentVersionId: idOf('agentVersion').optional(),
});

export const waitQuery = z.strictObject({ wait: z.coerce.number().int().min(0).max(60).default(0) });

export const listRunsQuery = pageQuery.extend({
  agentId: idOf('agent').optional(),
  status: z.enum(RUN_STATUSES).optional(),
  kind: z.string().max(100).optional(),
  trigger: z.enum(RUN_TRIGGERS).optional(),
  parentRunId: idOf('run').optional(),
  from: givenTime.optional(),
  to: givenTime.optional(),
});

export const runView = z
  .strictObject({
    id: idOf('run'),
    organizationId: idOf('organization'),
    agentId: idOf('agent'),
    agentName: z.string(),
    agentVersionId: idOf('agentVersion'),
    agentVersionNumber: z.int(),
    kind: z.string(),
    parentRunId: idOf('run').nullable(),
    parentCall: z
      .strictObject({ turn: z.int(), callIndex: z.int() })
      .nullable()
      .meta({ description: 'The tool call of the parent that started it.' }),
    retryOf: idOf('run').nullable().meta({ description: 'The run that this one repeats.' }),
    retriedBy: z.array(idOf('run')).meta({ description: 'Its retries, newest first, at most 20.' }),
    replayOf: z
      .strictObject({ runId: idOf('run'), fromTurn: z.int() })
      .nullable()
      .meta({ description: 'The run whose turns before `fromTurn` this dry run took over.' }),
    replayedBy: z.array(idOf('run')).meta({ description: 'Its replays, newest first, at most 20.' }),
    trigger: z.enum(RUN_TRIGGERS),
    status: z.enum(RUN_STATUSES),
    waitingFor: z.enum(WAITING_REASONS).nullable(),
    input: z.record(z.string(), z.unknown()),
    goals: z.array(z.string()),
    output: z.unknown(),
    error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    tainted: z.boolean(),
    dryRun: z.boolean(),
    triedDraft: z
      .boolean()
      .meta({ description: 'A dry run of a spec that nobody had saved, in place of its version.' }),
    costMicroUsd: microUsd,
    treeCostMicroUsd: microUsd.meta({
      description: 'With all runs that it started, and that those started.',
    }),
    inputTokens: z.int(),
    cachedTokens: z.int(),
    outputTokens: z.int(),
    turns: z.int(),
    toolCalls: z.int(),
    traceId: z.string(),
    temporalWorkflowId: z.string(),
    /** Deep link into the Temporal UI, when one is configured. */
    temporalUrl: z.string().nullable(),
    demoModel: z.boolean(),
    queuedAt: timestamp,
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
  })
  .meta({ id: 'Run' });
export type RunView = z.output<typeof runView>;

export const runPage = pageOf(runView).meta({ id: 'RunPage' });

export const listLogQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  /** Entries with a sequence number above this one. */
  after: z.coerce.number().int().min(0).default(0),
});
export const logPage = pageOf(logEntryView).meta({ id: 'LogPage' });

export const PROMPT_ORIGINS = [
  'platform_rules',
  'organization_rules',
  'agent_rules',
  'persona',
  'goals',
  'kind_instructions',
  'skills',
  'delegates',
  'faq',
  'other_agents',
  'context',
] as const;
export type PromptOrigin = (typeof PROMPT_ORIGINS)[number];

export const promptPart = z.strictObject({
  origin: z.enum(PROMPT_ORIGINS),
  title: z.string(),
  text: z.string(),
});

export const promptView = z
  .strictObject({
    hash: z.string(),
    parts: z.array(promptPart.extend({ tokens: z.int().meta({ description: 'Estimated.' }) })),
    text: z.string(),
  })
  .meta({ id: 'Prompt' });
