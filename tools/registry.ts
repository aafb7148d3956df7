/** The one list of tools. */
import { createHash } from 'node:crypto';
import type { FieldError } from '../domain/errors.ts';
import type { Tool } from './define-tool.ts';
import { activityProtocol } from './activity-protocol.ts';
import { addNote } from './add-note.ts';
import { createTask } from './create-task.ts';
import { crm } from './crm.ts';
import { crmDelete } from './crm-delete.ts';
import { crmWrite } from './crm-write.ts';
import { delegateToAgent } from './delegate-to-agent.ts';
import { getContact } from './get-contact.ts';
import { getObject } from './get-object.ts';
import { httpDelete } from './http-delete.ts';
import { httpGet } from './http-get.ts';
import { httpRequest } from './http-request.ts';
import { recall } from './recall.ts';
import { remember } from './remember.ts';
import { tagContact } from './tag-contact.ts';
import { getEngagementStats } from './get-engagement-stats.ts';
import { getHandledCalls } from './get-handled-calls.ts';
import { getMessagesWindow } from './get-messages-window.ts';
import { getPriorityTasks } from './get-priority-tasks.ts';
import { getRecentLeads } from './get-recent-leads.ts';
import { getWorkspaceNeedsAttention } from './get-workspace-needs-attention.ts';
import { getWorkspaceSummary } from './get-workspace-summary.ts';
import { sendMessage } from './send-message.ts';

/** A tool's own types are narrower than what the engine knows of it: what it is given has passed its schema. */
export const TOOLS: readonly Tool[] = [
  getWorkspaceSummary,
  getWorkspaceNeedsAttention,
  getEngagementStats,
  getRecentLeads,
  getHandledCalls,
  getMessagesWindow,
  getPriorityTasks,
  crm,
  getContact,
  getObject,
  activityProtocol,
  recall,
  createTask,
  addNote,
  tagContact,
  crmWrite,
  remember,
  crmDelete,
  sendMessage,
  httpGet,
  httpRequest,
  httpDelete,
  delegateToAgent,
];

export function findTool(name: string): Tool | undefined {
  return TOOLS.find((tool) => tool.name === name);
}

export type ParsedArguments =
  | { readonly ok: true; readonly value: unknown; readonly hash: string }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Checks arguments by the tool's own schema; `hash` names exactly what was checked. */
export function parseToolArguments(name: string, raw: unknown): ParsedArguments {
  const tool = findTool(name);
  if (tool === undefined)
    return { ok: false, errors: [{ pointer: '', message: `there is no tool "${name}"` }] };
  return parseArgumentsOf(tool, raw);
}

export function parseArgumentsOf(tool: Tool, raw: unknown): ParsedArguments {
  const parsed = tool.input.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data, hash: hashArguments(parsed.data) };
  return {
    ok: false,
    errors: parsed.error.issues.map((issue) => ({
      pointer: `/${issue.path.map(String).join('/')}`,
      message: issue.message,
    })),
  };
}

/** SHA-256 of the arguments as JSON with sorted keys. */
export function hashArguments(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
