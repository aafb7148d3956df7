/** What people are written: each mail has one link, which is a key, and says how long it works. */
import type { Mail } from '../store/mail.ts';

const RESET_VALID_MS = 60 * 60 * 1000;

export function resetMail(publicUrl: string, { email, token }: { email: string; token: string }): Mail {
  return {
    to: email,
    subject: 'Choose a new password',
    text: [
      'Open this link within an hour to choose a new password:',
      `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`,
      'If you did not ask for it, nothing has changed.',
    ].join('\n'),
    expiresAt: new Date(Date.now() + RESET_VALID_MS),
  };
}

export interface InvitationLetter {
  readonly email: string;
  readonly organizationName: string;
  readonly link: string;
  readonly expiresAt: Date;
}

export function invitationMail({ email, organizationName, link, expiresAt }: InvitationLetter): Mail {
  // On a line of its own a name could pretend to be a link.
  const name = organizationName.replaceAll(/\s+/g, ' ');
  return {
    to: email,
    subject: `You are invited to ${name}`,
    text: [`Open this link within seven days to join ${name}:`, link].join('\n'),
    expiresAt,
  };
}
