/** E-mails to people. There is no mail server yet: an embedded stack on this machine shows them in its log. */
import { isIP } from 'node:net';
import type { Config } from '../config/env.ts';
import type { Logger } from '../config/log.ts';
import type { AppContext, Mail } from './context.ts';

/** A link is a key: it goes into the log only where nobody but the machine's user reads it. */
export function createMailer(config: Pick<Config, 'embedded' | 'http'>, log: Logger): AppContext['sendMail'] {
  const showsLinks = config.embedded && isLoopback(config.http.host);
  return (mail) => {
    if (showsLinks) log.info({ to: mail.to, subject: mail.subject, text: mail.text }, 'mail');
    else log.warn({ subject: mail.subject }, 'a mail was not sent: sending is not built yet');
    return Promise.resolve();
  };
}

export function resetMail(publicUrl: string, { email, token }: { email: string; token: string }): Mail {
  const link = `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`;
  return {
    to: email,
    subject: 'Choose a new password',
    text: `Open this link within an hour to choose a new password:\n${link}\nIf you did not ask for it, nothing has changed.`,
  };
}

export function invitationMail(to: string, organizationName: string, link: string): Mail {
  return {
    to,
    subject: `You are invited to ${organizationName}`,
    text: `Open this link within seven days to join ${organizationName}:\n${link}`,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
