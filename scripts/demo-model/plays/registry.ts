import { customReport } from './custom-report.ts';
import { dashboardBriefing } from './dashboard-briefing.ts';
import { generic } from './generic.ts';
import type { Play } from './scene.ts';
import { textReply } from './text-reply.ts';

const PLAYS: Record<string, Play> = {
  dashboard_briefing: dashboardBriefing,
  custom_report: customReport,
  text_reply: textReply,
};

export function playOf(kind: string): Play {
  return PLAYS[kind] ?? generic;
}
