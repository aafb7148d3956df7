/** The one list of agent kinds. */
import { customReport } from './custom-report.ts';
import { dashboardBriefing } from './dashboard-briefing.ts';
import type { Kind } from './define-kind.ts';
import { textReply } from './text-reply.ts';

export const KINDS: readonly Kind[] = [dashboardBriefing, textReply, customReport];

export function findKind(name: string): Kind | undefined {
  return KINDS.find((kind) => kind.name === name);
}
