/** POST /v1/invitations: a link that makes its receiver a member. */
import type { z } from 'zod';
import { inviteBody, newInvitationView } from '../../../domain/contracts/members.ts';
import { AppError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/database.ts';
import { refuseGivingMore } from '../members/owners.ts';
import { invitationMail } from '../../mail.ts';
import { defineRoute } from '../../route.ts';
import { presentInvitation } from './invitation.presenter.ts';

const VALID_MS = 7 * 24 * 60 * 60 * 1000;

export const createInvitation = defineRoute({
  method: 'post',
  path: '/v1/invitations',
  summary: 'Invite somebody',
  description:
    'Answers with a link that works once and for seven days, for this e-mail address only. It is shown only here, and ' +
    'sent by e-mail where a mail server is configured. Only owners invite owners.',
  permission: 'members:write',
  body: inviteBody,
  status: 201,
  response: newInvitationView,
  idempotent: true,

  async handle({ body, actor, ctx, once }) {
    refuseGivingMore(actor, body.role);
    return once<z.input<typeof newInvitationView>>(async (store) => {
      await refuseMembers(store, body.email);
      const expiresAt = new Date(Date.now() + VALID_MS);
      const { row, token } = await store.invitations.create({ ...body, invitedBy: actor.label, expiresAt });
      const view = presentInvitation(row);
      await store.audit.record({
        actor: actor.label,
        action: 'invitation.created',
        subject: { kind: 'invitation', id: view.id },
        after: { email: body.email, role: body.role },
      });
      const link = `${ctx.settings.publicUrl}/accept-invitation?token=${token}`;
      if (ctx.settings.sendsMail) {
        const { name: organizationName } = await store.organization.get();
        await store.mails.enqueue(invitationMail({ email: body.email, organizationName, link, expiresAt }));
      }
      return { status: 201, body: { ...view, link }, repeated: { ...view, link: null } };
    });
  },
});

async function refuseMembers(store: Store, email: string): Promise<void> {
  const member = await store.members.findByEmail(email);
  if (member === undefined) return;
  const errors = [{ pointer: '/email', message: 'is a member already' }];
  throw new AppError('conflict', `${email} is a member of this organization already.`, { errors });
}
