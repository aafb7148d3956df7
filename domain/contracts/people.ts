/** HTTP shapes of signing up, logging in and of who one is. */
import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../access/permissions.ts';
import { idOf, pageOf, timestamp } from './primitives.ts';
import { timeZoneName } from './time-zone.ts';

/** Compared and stored in lower case. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ error: 'must be an e-mail address' }));
export const PASSWORD_LENGTH = { min: 10, max: 128 } as const;
const newPassword = z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max);
const token = z.string().min(1).max(200);
export const organizationName = z.string().trim().min(1).max(120);

const needed = (path: string) => ({
  path: [path],
  error: 'is needed to make an organization; or give an invitationToken',
});

export const signUpBody = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    email: emailAddress,
    password: newPassword,
    /** The organization to make. */
    organizationName: organizationName.optional(),
    timeZone: timeZoneName.optional(),
    /** Joins the organization that invited, instead of making one. */
    invitationToken: token.optional(),
  })
  .refine((body) => body.invitationToken !== undefined || body.organizationName !== undefined, {
    ...needed('organizationName'),
  })
  .refine((body) => body.invitationToken !== undefined || body.timeZone !== undefined, {
    ...needed('timeZone'),
  });

export const logInBody = z.strictObject({
  email: emailAddress,
  password: z.string().min(1).max(PASSWORD_LENGTH.max),
});
export const passwordResetBody = z.strictObject({ email: emailAddress });
export const confirmPasswordResetBody = z.strictObject({ token, password: newPassword });
export const acceptInvitationBody = z.strictObject({ token });

const personView = z
  .strictObject({ id: idOf('person'), name: z.string(), email: z.string() })
  .meta({ id: 'Person' });

export const membershipView = z
  .strictObject({
    memberId: idOf('member'),
    organizationId: idOf('organization'),
    organizationName: z.string(),
    role: z.enum(ROLES),
    permissions: z.array(z.enum(PERMISSIONS)),
    joinedAt: timestamp,
  })
  .meta({ id: 'Membership' });
export const membershipPage = pageOf(membershipView).meta({ id: 'MembershipPage' });

export const meView = z
  .strictObject({ person: personView, memberships: z.array(membershipView), isStaff: z.boolean() })
  .meta({ id: 'Me' });

/** How people can log in here, for the page that asks them to. */
export const logInOptionsView = z
  .strictObject({
    /** A provider to log in through; null: passwords only. */
    oidc: z.strictObject({ name: z.string() }).nullable(),
    /** Whether a forgotten password can be replaced by a link that is sent. */
    passwordReset: z.boolean(),
  })
  .meta({ id: 'LogInOptions' });

/** A path of our own pages: an address of another site must not be reachable through the log-in. */
const ownPath = z
  .string()
  .max(1000)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'must be a path of this installation, such as /runs');
export const beginOidcQuery = z.strictObject({ next: ownPath.default('/') });

/** What the browser keeps in a cookie while the person is at the provider. */
export const oidcAttempt = z.strictObject({
  state: z.string().min(1),
  nonce: z.string().min(1),
  verifier: z.string().min(1),
  next: ownPath,
});

/** Why a log-in through the provider did not work, in the address of the log-in page. */
export const OIDC_REFUSALS = ['unavailable', 'cancelled', 'expired', 'refused', 'unverified'] as const;
export type OidcRefusal = (typeof OIDC_REFUSALS)[number];

/** The body of a redirect, for those who do not follow. */
export const redirectView = z.strictObject({ location: z.string() }).meta({ id: 'Redirect' });

export const foundOrganizationBody = z.strictObject({ name: organizationName, timeZone: timeZoneName });

/** What an order answers that has nothing to show. */
export const doneView = z.strictObject({ done: z.literal(true) }).meta({ id: 'Done' });
