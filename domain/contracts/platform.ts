/** HTTP shapes of `/v1/platform/*` and of an organization's onboarding. */
import { z } from 'zod';
import { AGENT_STATUSES, agentSpecSchema } from '../agent/agent-spec.ts';
import { createScheduleBody } from './schedules.ts';
import { idOf, pageOf, timestamp } from './primitives.ts';
import { skillView } from './skills.ts';

export const onboardingView = z
  .strictObject({
    status: z.enum(['pending', 'done']),
    total: z.int().meta({ description: "How many of the platform's agents the organization gets." }),
    done: z.int().meta({ description: 'How many of them are ready.' }),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'Onboarding' });
export type OnboardingView = z.output<typeof onboardingView>;

/** Without a time zone each clone starts in that of its organization. */
const schedules = z.array(createScheduleBody).max(20);
export const setSystemAgentSchedulesBody = z.strictObject({ schedules });

export const systemAgentView = z
  .strictObject({
    id: idOf('agent'),
    name: z.string(),
    kind: z.string(),
    status: z.enum(AGENT_STATUSES),
    revision: z.int(),
    versionId: idOf('agentVersion'),
    versionNumber: z.int(),
    spec: agentSpecSchema,
    schedules,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'SystemAgent' });
export type SystemAgentView = z.output<typeof systemAgentView>;
export const systemAgentPage = pageOf(systemAgentView).meta({ id: 'SystemAgentPage' });

/** A skill of the platform as its staff sees it. `usedBy` names system agents. */
export const platformSkillView = skillView
  .extend({
    organizationAgents: z.int().meta({ description: 'How many agents of organizations have it.' }),
  })
  .meta({ id: 'PlatformSkill' });
export type PlatformSkillView = z.output<typeof platformSkillView>;
export const platformSkillPage = pageOf(platformSkillView).meta({ id: 'PlatformSkillPage' });

export const platformOrganizationView = z
  .strictObject({
    id: idOf('organization'),
    name: z.string(),
    timeZone: z.string(),
    onboarding: onboardingView.nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'PlatformOrganization' });
export type PlatformOrganizationView = z.output<typeof platformOrganizationView>;
export const platformOrganizationPage = pageOf(platformOrganizationView).meta({
  id: 'PlatformOrganizationPage',
});
