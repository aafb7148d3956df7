/** What an agent is: the six dimensions and the settings that a version snapshots whole. */
import { z } from 'zod';
import { approvalPolicySchema } from '../approval/approval-policy.ts';

const shortText = z.string().max(200);
const line = z.string().max(500);

const personaSchema = z.strictObject({
  displayName: shortText.default(''),
  tone: shortText.default(''),
  voice: line.default(''),
  signature: line.default(''),
  traits: z.array(shortText).max(20).default([]),
  avoid: z.array(shortText).max(20).default([]),
  language: shortText.default('en'),
  additionalLanguages: z.array(shortText).max(10).default([]),
  brandVoice: z.string().max(2000).default(''),
  /** A whole persona document in Markdown (imported and exported as SOUL.md). */
  soulMd: z.string().max(20_000).optional(),
});

const goalSchema = z.strictObject({
  title: shortText.min(1),
  description: z.string().max(2000).default(''),
  priority: z.int().min(1).max(5).default(3),
});

export const AUTONOMIES = ['draft_only', 'supervised', 'autonomous'] as const;
export type Autonomy = (typeof AUTONOMIES)[number];

const limit = z.int().positive();

export const MOST_SKILLS = 30;
export const MOST_DELEGATES = 30;

export const agentSpecSchema = z.strictObject({
  persona: personaSchema.prefault({}),
  goals: z.array(goalSchema).max(20).default([]),
  rules: z.array(z.string().min(1).max(500)).max(50).default([]),
  tools: z
    .strictObject({
      allow: z.array(z.string().max(100)).max(100).default([]),
      deny: z.array(z.string().max(100)).max(100).default([]),
    })
    .prefault({}),
  model: z
    .strictObject({
      provider: shortText.optional(),
      modelId: shortText.optional(),
      temperature: z.number().min(0).max(2).optional(),
      maxTokens: z.int().min(16).max(64_000).optional(),
      fallbackModels: z.array(shortText).max(5).default([]),
    })
    .prefault({}),
  /** Public ids of the agents that delegate_to_agent may ask; none when empty. */
  delegates: z.array(z.string().max(40)).max(MOST_DELEGATES).default([]),
  autonomy: z.enum(AUTONOMIES).default('supervised'),
  enableAutopilot: z.boolean().default(false),
  requireApprovalFor: z.array(z.string().max(100)).max(100).default([]),
  /**
   * What it may do unasked although text from outside is in its context: a tool by name, or with `:reply` behind it, a
   * sending tool whose only recipient is the contact who wrote.
   */
  taintPolicy: z.strictObject({ allow: z.array(z.string().max(110)).max(50).default([]) }).prefault({}),
  /** How long an approval of this agent stays open before it counts as rejected, in seconds. */
  approvalTimeoutSeconds: z
    .int()
    .min(1)
    .max(60 * 60 * 24 * 30)
    .default(60 * 60 * 24 * 7),
  approvalPolicy: approvalPolicySchema.prefault({}),
  systemPrompt: z.string().max(20_000).default(''),
  /** Public ids, in the order in which the prompt shows them. */
  skillIds: z.array(z.string().max(40)).max(MOST_SKILLS).default([]),
  /** Types of objects that the agent's tools may touch; an empty list of types to read means all. */
  accessScope: z
    .strictObject({
      read: z.array(shortText).max(100).default([]),
      write: z.array(shortText).max(100).default([]),
      ownerUserId: z.string().max(40).optional(),
    })
    .prefault({}),
  blockedTopics: z.array(shortText.min(1)).max(50).default([]),
  faqEntries: z
    .array(z.strictObject({ q: line.min(1), a: z.string().min(1).max(2000) }))
    .max(100)
    .default([]),
  knowledgeDocIds: z.array(z.string().max(40)).max(100).default([]),
  enableReflection: z.boolean().default(false),
  maxMessagesPerDay: z.int().min(0).max(100_000).optional(),
  subtype: z.enum(['primary', 'sales', 'support', 'social']).optional(),
  limits: z
    .strictObject({
      maxTurns: limit.max(2000).optional(),
      maxToolCalls: limit.max(5000).optional(),
      maxTokens: limit.optional(),
      maxCostMicroUsd: limit.optional(),
      maxActiveMs: limit.optional(),
    })
    .prefault({}),
});
export type AgentSpec = z.output<typeof agentSpecSchema>;

export const AGENT_STATUSES = ['draft', 'active', 'paused', 'archived'] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];
