/** The shapes the pages work with, all taken from the contracts that the API itself validates with. */
import type { z } from 'zod';
import type {
  agentPage,
  kindList,
  kindView,
  organizationView,
  toolList,
  toolView,
} from '../../../domain/contracts/agents.ts';
import type { approvalCounts, approvalPage } from '../../../domain/contracts/approvals.ts';
import type { decisionResult } from '../../../domain/contracts/decisions.ts';
import type { demoView } from '../../../domain/contracts/demo.ts';
import type { logPage, promptView, runPage } from '../../../domain/contracts/runs.ts';

export type { AgentSpec, AgentStatus, Autonomy } from '../../../domain/agent/agent-spec.ts';
export type { AgentView } from '../../../domain/contracts/agents.ts';
export type {
  ApprovalSource,
  ApprovalSources,
  ApprovalView,
  DecisionBody,
} from '../../../domain/contracts/approvals.ts';
export type { RunStatusEvent, TokenEvent } from '../../../domain/contracts/run-events.ts';
export type { LogEntryBody, LogEntryView } from '../../../domain/contracts/log-entries.ts';
export type { PromptOrigin, RunView } from '../../../domain/contracts/runs.ts';

export type AgentPage = z.output<typeof agentPage>;
/** What a form needs of a skill to offer it. */
export interface SkillChoice {
  readonly id: string;
  readonly title: string;
  /** What it adds to a prompt, about. */
  readonly tokens: number;
  /** What is not enabled stays out of prompts. */
  readonly enabled: boolean;
}
export type KindView = z.output<typeof kindView>;
export type KindList = z.output<typeof kindList>;
export type ToolView = z.output<typeof toolView>;
export type ToolList = z.output<typeof toolList>;
export type OrganizationView = z.output<typeof organizationView>;
export type ApprovalCounts = z.output<typeof approvalCounts>;
export type DecisionResult = z.output<typeof decisionResult>;
export type ApprovalPage = z.output<typeof approvalPage>;
export type RunPage = z.output<typeof runPage>;
export type LogPage = z.output<typeof logPage>;
/** What `GET /v1/demo` offers on a stack that only this machine can reach. */
export type DemoView = z.output<typeof demoView>;
export type PromptView = z.output<typeof promptView>;
