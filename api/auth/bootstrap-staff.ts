/** The first of the platform's staff comes from the configuration; further ones are made by nobody's accident. */
import type { Logger } from '../../config/log.ts';
import { toPublicId } from '../../domain/ids.ts';
import { emailAddress, PASSWORD_LENGTH } from '../../domain/contracts/people.ts';
import type { AuthDatabase } from '../../store/auth/authenticate.ts';
import type { Login } from '../../store/auth/login.ts';

export interface Bootstrap {
  readonly auth: AuthDatabase;
  readonly login: Login;
  readonly log: Logger;
  readonly admin: string | undefined;
  readonly password: string | undefined;
}

/** Does nothing when there is staff. A password that is not that person's is said, and stops no start. */
export async function bootstrapStaff({ auth, login, log, admin, password }: Bootstrap): Promise<void> {
  if (admin === undefined || password === undefined || (await auth.people.hasStaff())) return;
  const email = emailAddress.safeParse(admin);
  if (!email.success || password.length < PASSWORD_LENGTH.min) {
    log.warn('no platform staff: STEWARD_BOOTSTRAP_ADMIN is no e-mail address, or its password is too short');
    return;
  }
  const registered = await login.register({ name: 'Platform staff', email: email.data, password });
  if (registered === 'taken') {
    log.warn('no platform staff: STEWARD_BOOTSTRAP_ADMIN has an account with another password');
    return;
  }
  const { id } = registered.person;
  if (await auth.people.makeFirstStaff(id)) {
    log.info({ person: toPublicId('person', id) }, 'made the first of the platform staff');
  }
}
