/** HTTP shapes of budgets and of what was spent. Money is in integer micro-dollars; null caps are no caps. */
import { z } from 'zod';
import { CAP_MAX } from '../budget/caps.ts';
import { idOf, microUsd, pageOf, pageQuery, timestamp } from './primitives.ts';

const money = z.int().min(0).max(CAP_MAX).nullable().default(null);
const tokens = z.int().min(0).max(CAP_MAX).nullable().default(null);

const caps = z.strictObject({
  runMicroUsd: money.meta({ description: 'What one run may cost at most; 1,000,000 = 1 USD.' }),
  dayMicroUsd: money,
  monthMicroUsd: money,
  runTokens: tokens.meta({ description: 'Input plus output of all model calls of one run.' }),
  dayTokens: tokens,
  monthTokens: tokens,
});

export const agentBudgetBody = caps.meta({ id: 'AgentBudgetCaps' });

export const organizationBudgetBody = caps
  .extend({
    learningMonthMicroUsd: money.meta({ description: 'What reflections may cost in a month.' }),
    allowUnpriced: z
      .boolean()
      .default(false)
      .meta({ description: 'Allow models whose price nobody knows: only caps in tokens hold for them.' }),
  })
  .meta({ id: 'OrganizationBudgetCaps' });

const dayText = z.iso.date().meta({ example: '2026-11-21' });

const spentIn = z
  .strictObject({
    startsOn: dayText,
    /** When the next period begins. */
    endsAt: timestamp,
    spentMicroUsd: microUsd,
    spentTokens: z.int(),
    /** By model calls under way. */
    reservedMicroUsd: microUsd,
    reservedTokens: z.int(),
  })
  .meta({ id: 'BudgetPeriod' });

const spending = z.strictObject({
  /** Of the organization's time zone. */
  day: spentIn,
  month: spentIn,
  /** Runs that wait for this budget to have room. */
  waitingRuns: z.int(),
  updatedAt: timestamp.nullable(),
});

export const organizationBudgetView = spending
  .extend({ caps: organizationBudgetBody, learningMonth: spentIn })
  .meta({ id: 'OrganizationBudget' });
export type OrganizationBudgetView = z.output<typeof organizationBudgetView>;

export const agentBudgetView = spending
  .extend({ agentId: idOf('agent'), agentName: z.string(), caps: agentBudgetBody })
  .meta({ id: 'AgentBudget' });
export type AgentBudgetView = z.output<typeof agentBudgetView>;

export const listBudgetsQuery = pageQuery;
export const agentBudgetPage = pageOf(agentBudgetView).meta({ id: 'AgentBudgetPage' });

export const USAGE_GROUPS = ['agent', 'kind', 'model', 'day'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** Half-open: `to` is the first day that is not in it. */
const period = { from: dayText.optional(), to: dayText.optional() };

export const usageQuery = z.strictObject({
  ...period,
  agentId: idOf('agent').optional(),
  groupBy: z
    .string()
    .max(100)
    .default('day')
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
    .pipe(z.array(z.enum(USAGE_GROUPS)).min(1))
    .meta({ description: 'Comma-separated: agent, kind, model, day.', type: 'string', example: 'agent,day' }),
});

const usageSums = {
  calls: z.int(),
  inputTokens: z.int(),
  cachedTokens: z.int(),
  outputTokens: z.int(),
  costMicroUsd: microUsd,
  /** Of calls whose answer or token counts were lost. */
  estimatedMicroUsd: microUsd,
};

export const usageReport = z
  .strictObject({
    from: dayText,
    to: dayText,
    timeZone: z.string(),
    data: z.array(
      z.strictObject({
        day: dayText.optional(),
        agentId: idOf('agent').optional(),
        agentName: z.string().optional(),
        kind: z.string().optional(),
        model: z.string().optional(),
        ...usageSums,
      }),
    ),
    total: z.strictObject(usageSums),
  })
  .meta({ id: 'UsageReport' });
export type UsageReport = z.output<typeof usageReport>;

export const metricsQuery = z.strictObject(period);

const spread = z
  .strictObject({ p50: z.int().nullable(), p95: z.int().nullable() })
  .meta({ id: 'MillisecondSpread', description: 'Milliseconds; null when there was nothing to measure.' });

const metricsDay = z
  .strictObject({
    day: dayText,
    runs: z.int(),
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    rejected: z.int(),
    ...usageSums,
    /** Of the runs that were queued on the day, as below. */
    runMs: spread,
    /** Of the approvals that were asked for on the day. */
    approvals: z.strictObject({ asked: z.int(), waitMs: spread }),
  })
  .meta({ id: 'AgentMetricsDay' });
export type AgentMetricsDay = z.output<typeof metricsDay>;

export const agentMetrics = z
  .strictObject({
    from: dayText,
    to: dayText,
    timeZone: z.string(),
    days: z.array(metricsDay).meta({
      description: 'Days on which something happened: a run, a model call or a question to people.',
    }),
    models: z.array(z.strictObject({ model: z.string(), ...usageSums, durationMs: spread })),
    failures: z.array(z.strictObject({ code: z.string(), runs: z.int() })),
    /** Calls that were carried out in these runs: not what was refused, left out or taken over by a replay. */
    tools: z.array(
      z.strictObject({ toolName: z.string(), calls: z.int(), failed: z.int(), durationMs: spread }),
    ),
    /** From start to end, waiting for people and budgets not counted. */
    runMs: spread,
    approvals: z.strictObject({
      asked: z.int(),
      pending: z.int(),
      waitMs: spread.meta({
        description: 'Until somebody decided or the deadline did; what ended with its run is left out.',
      }),
      tools: z.array(z.strictObject({ toolName: z.string(), asked: z.int(), waitMs: spread })),
      /** By the model whose answer asked; null: it is not known. */
      models: z.array(z.strictObject({ model: z.string().nullable(), asked: z.int(), waitMs: spread })),
    }),
  })
  .meta({ id: 'AgentMetrics' });
export type AgentMetrics = z.output<typeof agentMetrics>;
