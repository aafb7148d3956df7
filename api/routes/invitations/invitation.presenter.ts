import type { z } from 'zod';
import type { Role } from '../../../domain/access/permissions.ts';
import type { invitationView } from '../../../domain/contracts/members.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { InvitationRow } from '../../../store/invitations.store.ts';

export function presentInvitation(row: InvitationRow): z.input<typeof invitationView> {
  return {
    id: toPublicId('invitation', row.id),
    email: row.email,
    role: row.role as Role,
    state: stateOf(row),
    invitedBy: row.invitedBy,
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  };
}

function stateOf({ acceptedAt, revokedAt, expiresAt }: InvitationRow) {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= new Date() ? 'expired' : 'open';
}
