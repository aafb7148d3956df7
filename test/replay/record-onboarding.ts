/** The paths of the onboarding workflow, for record.ts. */
import { toPublicId } from '../../domain/ids.ts';
import { onboardingWorkflowId } from '../../domain/temporal/onboarding.ts';
import type { Engine } from '../support/engine.ts';
import { foundOrganization, onboarded, onboardingOf } from '../support/founded.ts';
import { queryRows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const BRIEFING = '01900000-0000-7000-8000-0000000000b1';

const spoilBriefing = (engine: Engine, autonomy: string) =>
  queryRows(engine, `UPDATE agent_version SET spec = jsonb_set(spec, '{autonomy}', $2) WHERE agent_id = $1`, [
    BRIEFING,
    JSON.stringify(autonomy),
  ]);

/** Each founds an organization, sees it through and answers with its id. */
export const ONBOARDING_PATHS: Readonly<Record<string, (engine: Engine) => Promise<string>>> = {
  plain: foundOrganization,
  'clone-retried': async (engine) => {
    await spoilBriefing(engine, 'reckless');
    const organizationId = await foundOrganization(engine);
    await until(async () => typeof (await onboardingOf(engine, organizationId))?.lastError === 'string', {
      what: 'a clone to fail',
    });
    await spoilBriefing(engine, 'supervised');
    return organizationId;
  },
  'nothing-to-clone': async (engine) => {
    await queryRows(engine, `UPDATE agent SET status = 'archived' WHERE organization_id IS NULL`);
    const organizationId = await foundOrganization(engine);
    await onboarded(engine, [organizationId]);
    await queryRows(engine, `UPDATE agent SET status = 'active' WHERE organization_id IS NULL`);
    return organizationId;
  },
};

export async function finishedOnboarding(engine: Engine, organizationId: string) {
  await onboarded(engine, [organizationId]);
  const id = onboardingWorkflowId(toPublicId('organization', organizationId));
  const handle = engine.client.workflow.getHandle(id);
  await handle.result();
  return handle;
}
