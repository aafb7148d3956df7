import type { z } from 'zod';
import type { memberView } from '../../../domain/contracts/members.ts';
import { toPublicId } from '../../../domain/ids.ts';
import type { MemberRow } from '../../../store/members.store.ts';

export function presentMember(row: MemberRow): z.input<typeof memberView> {
  const { name, email, role } = row;
  return {
    id: toPublicId('member', row.id),
    personId: toPublicId('person', row.personId),
    name,
    email,
    role,
    joinedAt: row.createdAt.toISOString(),
  };
}
