/** The one list of agent kinds. */
import { agentBuilderKind } from './agent-builder.ts';
import { analyzer } from './analyzer.ts';
import { assistant } from './assistant.ts';
import { autoTag } from './auto-tag.ts';
import { contactEnrichment } from './contact-enrichment.ts';
import { contactMemory } from './contact-memory.ts';
import { conversational } from './conversational.ts';
import { customReport } from './custom-report.ts';
import { dashboardBriefing } from './dashboard-briefing.ts';
import type { Kind } from './define-kind.ts';
import { reflection } from './reflection.ts';
import { taskExtraction } from './task-extraction.ts';
import { textReply } from './text-reply.ts';

export const KINDS: readonly Kind[] = [
  dashboardBriefing,
  textReply,
  customReport,
  conversational,
  analyzer,
  taskExtraction,
  autoTag,
  contactEnrichment,
  contactMemory,
  assistant,
  agentBuilderKind,
  reflection,
];

export function findKind(name: string): Kind | undefined {
  return KINDS.find((kind) => kind.name === name);
}
