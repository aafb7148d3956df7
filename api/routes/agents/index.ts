/** Those of agents, with their versions and schedules. */
import type { Route } from '../../route.ts';
import { archiveAgent } from './archive-agent.route.ts';
import { createDraft } from './create-draft.route.ts';
import { createSchedule } from './create-schedule.route.ts';
import { deleteSchedule } from './delete-schedule.route.ts';
import { diffVersions } from './diff-versions.route.ts';
import { duplicateAgent } from './duplicate-agent.route.ts';
import { exportAgent } from './export-agent.route.ts';
import { getVersion } from './get-version.route.ts';
import { importAgent } from './import-agent.route.ts';
import { listSchedules } from './list-schedules.route.ts';
import { listVersions } from './list-versions.route.ts';
import { killAgent } from './kill-agent.route.ts';
import { pauseAgent } from './pause-agent.route.ts';
import { previewPrompt } from './prompt-preview.route.ts';
import { resetAgent } from './reset-agent.route.ts';
import { restoreVersion } from './restore-version.route.ts';
import { resumeAgent } from './resume-agent.route.ts';
import { setAgentGrants } from './set-agent-grants.route.ts';
import { setAgentSkills } from './set-agent-skills.route.ts';
import { templateDiff } from './template-diff.route.ts';
import { updateSchedule } from './update-schedule.route.ts';
import { createAgent } from './create-agent.route.ts';
import { getAgent } from './get-agent.route.ts';
import { listAgents } from './list-agents.route.ts';
import { updateAgent } from './update-agent.route.ts';

export const AGENT_ROUTES: readonly Route[] = [
  listAgents,
  createAgent,
  getAgent,
  updateAgent,
  archiveAgent,
  importAgent,
  exportAgent,
  duplicateAgent,
  pauseAgent,
  killAgent,
  resumeAgent,
  resetAgent,
  templateDiff,
  previewPrompt,
  setAgentGrants,
  setAgentSkills,
  listVersions,
  diffVersions,
  getVersion,
  restoreVersion,
  listSchedules,
  createSchedule,
  updateSchedule,
  deleteSchedule,
  createDraft,
];
