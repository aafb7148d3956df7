/** HTTP shapes of `/v1/agents/drafts` and `/v1/schedules/preview`. */
import { z } from 'zod';
import { agentSpecSchema } from '../agent/agent-spec.ts';
import { CHANNELS, SECTIONS } from '../drafts/wishes.ts';
import { cronText } from './cron-text.ts';
import { idOf, microUsd } from './primitives.ts';
import { timeZoneName as timeZone } from './time-zone.ts';

const localTime = z
  .string()
  .meta({ description: 'Local time with its offset.', example: '2026-03-29T08:00:00+02:00' });

const draftConfig = z.strictObject({
  sections: z.array(z.enum(SECTIONS)).max(SECTIONS.length).default([]),
  recipients: z.array(z.string().trim().min(1).max(320)).max(50).default([]),
  channel: z.enum(CHANNELS).nullable().default(null),
});

const draftView = z.strictObject({
  name: z.string(),
  kind: z
    .string()
    .nullable()
    .meta({ description: 'Null when the text did not say what the agent is to do.' }),
  spec: agentSpecSchema,
  schedule: z
    .strictObject({
      cron: z.string(),
      timeZone: z.string(),
      words: z.string(),
      nextFires: z.array(localTime),
    })
    .nullable(),
  config: draftConfig,
});
export type DraftView = z.output<typeof draftView>;

export const createDraftBody = z
  .strictObject({
    text: z
      .string()
      .trim()
      .max(20_000)
      .default('')
      .meta({ description: 'What is wanted; empty to only work out anew what a draft means.' }),
    draft: z
      .strictObject({
        name: z.string().trim().max(120).default(''),
        kind: z.string().max(100).nullable().default(null),
        spec: z.record(z.string(), z.unknown()).default({}),
        schedule: z
          .strictObject({
            cron: cronText,
            timeZone,
            words: z.string().max(500).optional(),
            nextFires: z.array(z.string().max(40)).max(10).optional(),
          })
          .nullable()
          .default(null)
          .meta({ description: 'Words and fire times are worked out anew from cron and time zone.' }),
        config: draftConfig.prefault({}),
      })
      .optional()
      .meta({ description: 'The draft that the text refines, as it was answered or edited.' }),
    askModel: z.boolean().default(false).meta({
      description:
        'Let a model propose what the text leaves open. It is a dry run of an agent of the organization: it takes seconds and costs what it costs.',
    }),
  })
  .refine(({ text, draft }) => text !== '' || draft !== undefined, {
    error: 'say what the agent should do, or give a draft',
    path: ['text'],
  });

export const draftAnswer = z
  .strictObject({
    draft: draftView,
    understood: z.array(z.string()),
    questions: z.array(z.string()),
    neededApprovals: z.array(z.strictObject({ toolName: z.string(), reason: z.string() })),
    expectedCostMicroUsdPerMonth: microUsd
      .nullable()
      .meta({ description: 'Null without a schedule, and when nothing is known to estimate it from.' }),
    costBasis: z.string(),
    monthBudget: z.strictObject({ capMicroUsd: microUsd, leftMicroUsd: microUsd }).nullable().meta({
      description: "The organization's cap of the month and what is left of it; null without a cap.",
    }),
    fallback: z
      .boolean()
      .meta({ description: 'The blank form: the text did not say what the agent is to do.' }),
    proposal: z
      .strictObject({
        runId: idOf('run').nullable(),
        used: z.boolean(),
        problem: z.string().nullable().meta({ description: 'Why there was nothing to use.' }),
      })
      .nullable()
      .meta({ description: 'What became of asking a model; null when none was asked.' }),
  })
  .meta({ id: 'AgentDraft' });
export type DraftAnswer = z.output<typeof draftAnswer>;

export const previewScheduleBody = z
  .strictObject({
    cron: cronText.optional(),
    text: z.string().trim().min(1).max(2000).optional(),
    timeZone: timeZone.optional().meta({ description: "Without it the text's, else the organization's." }),
  })
  .refine(({ cron, text }) => (cron === undefined) !== (text === undefined), {
    error: 'give either cron or text',
    path: ['cron'],
  });

export const schedulePreview = z
  .strictObject({
    cron: z.string(),
    timeZone: z.string(),
    words: z.string(),
    assumptions: z.array(z.string()),
    nextFires: z.array(localTime),
  })
  .meta({ id: 'SchedulePreview' });
