/** HTTP shapes of `/v1/members` and `/v1/invitations`. */
import { z } from 'zod';
import { ROLES } from '../access/permissions.ts';
import { emailAddress, organizationName } from './people.ts';
import { idOf, pageOf, timestamp } from './primitives.ts';
import { timeZoneName } from './time-zone.ts';

export const memberView = z
  .strictObject({
    id: idOf('member'),
    personId: idOf('person'),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    joinedAt: timestamp,
  })
  .meta({ id: 'Member' });
export const memberPage = pageOf(memberView).meta({ id: 'MemberPage' });
export const updateMemberBody = z.strictObject({ role: z.enum(ROLES) });

const INVITATION_STATES = ['open', 'accepted', 'revoked', 'expired'] as const;
const invitationFields = {
  id: idOf('invitation'),
  email: z.string(),
  role: z.enum(ROLES),
  state: z.enum(INVITATION_STATES),
  invitedBy: z.string(),
  expiresAt: timestamp,
  createdAt: timestamp,
};
export const invitationView = z.strictObject(invitationFields).meta({ id: 'Invitation' });
export const invitationPage = pageOf(invitationView).meta({ id: 'InvitationPage' });
export const newInvitationView = z
  .strictObject({
    ...invitationFields,
    link: z
      .string()
      .nullable()
      .meta({ description: 'Shown once; null when the request is repeated under its Idempotency-Key.' }),
  })
  .meta({ id: 'NewInvitation' });
export const inviteBody = z.strictObject({ email: emailAddress, role: z.enum(ROLES) });

export const updateOrganizationBody = z.strictObject({
  name: organizationName.optional(),
  timeZone: timeZoneName.optional(),
});
