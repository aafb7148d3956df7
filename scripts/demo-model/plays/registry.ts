import { agentBuilder } from './agent-builder.ts';
import { analyzer } from './analyzer.ts';
import { assistant } from './assistant.ts';
import { autoTag } from './auto-tag.ts';
import { contactEnrichment } from './contact-enrichment.ts';
import { contactMemory } from './contact-memory.ts';
import { conversational } from './conversational.ts';
import { reflection } from './reflection.ts';
import { taskExtraction } from './task-extraction.ts';
import { customReport } from './custom-report.ts';
import { dashboardBriefing } from './dashboard-briefing.ts';
import { generic } from './generic.ts';
import type { Play } from './scene.ts';
import { textReply } from './text-reply.ts';

const PLAYS: Record<string, Play> = {
  dashboard_briefing: dashboardBriefing,
  custom_report: customReport,
  text_reply: textReply,
  agent_builder: agentBuilder,
  analyzer,
  assistant,
  auto_tag: autoTag,
  contact_enrichment: contactEnrichment,
  contact_memory: contactMemory,
  conversational,
  reflection,
  task_extraction: taskExtraction,
};

export function playOf(kind: string): Play {
  return PLAYS[kind] ?? generic;
}
