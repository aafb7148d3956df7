/** Somebody to log in as: the owner of the demo organization, who is staff of the demo platform, too. */
import { hashPassword } from '../../store/auth/password.ts';
import { newId } from '../../store/new-id.ts';
import type { Tx } from '../../store/prisma.ts';

export interface DemoLogin {
  readonly email: string;
  readonly password: string;
}

/** Made once; a password that was changed since stays as it is. */
export async function seedDemoPerson(tx: Tx, organizationId: string, login: DemoLogin): Promise<void> {
  const { email, password } = login;
  if ((await tx.person.findUnique({ where: { email } })) !== null) return;
  const id = newId();
  await tx.person.create({ data: { id, name: 'Demo owner', email, emailVerified: true } });
  await tx.loginAccount.create({
    data: {
      id: newId(),
      personId: id,
      accountId: id,
      providerId: 'credential',
      password: await hashPassword(password),
    },
  });
  await tx.member.create({ data: { id: newId(), organizationId, personId: id, role: 'owner' } });
  if ((await tx.platformStaff.count()) === 0) await tx.platformStaff.create({ data: { personId: id } });
}
