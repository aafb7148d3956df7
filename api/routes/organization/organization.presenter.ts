import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { organizationView } from '../../../domain/contracts/agents.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { Onboarding, Organization } from '../../../store/generated/client.ts';
import type { Actor } from '../../auth/actor.ts';
import { presentKilled } from '../kill-switch.presenter.ts';
import { presentOnboarding } from './onboarding.presenter.ts';
import type { AppContext } from '../../context.ts';

export interface OrganizationDetail {
  readonly organization: Organization;
  readonly onboarding: Onboarding | undefined;
}

export function presentOrganization(
  { organization, onboarding }: OrganizationDetail,
  actor: Actor,
  ctx: AppContext,
): z.input<typeof organizationView> {
  const { id, name, timeZone, createdAt } = organization;
  return {
    id: toPublicId('organization', id),
    name,
    timeZone,
    demoModel: ctx.settings.isDemoModel,
    permissions: [...actor.permissions],
    killed: presentKilled(organization),
    onboarding: presentOnboarding(onboarding),
    createdAt: createdAt.toISOString(),
  };
}

/** Of what people edit: the row has no counter of its edits. */
export function organizationEtag({ name, timeZone }: Organization): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([name, timeZone]))
    .digest('base64url');
  return `"${hash.slice(0, 22)}"`;
}
