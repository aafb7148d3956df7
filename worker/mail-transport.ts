/** How a mail leaves: through the mail server, or into the log of an embedded stack on loopback. */
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import { type Config, required } from '../config/env.ts';
import type { ClaimedMail } from '../store/system/mail-queue.ts';

/** Settles when somebody else has taken the mail over; rejects when nobody has. */
export type SendMail = (mail: ClaimedMail) => Promise<void>;

const TIMEOUT_MS = 10_000;

/** Undefined when this installation sends no mail. */
export function createSendMail(config: Config, log: Logger): SendMail | undefined {
  const { delivery, from } = config.mail;
  if (delivery === 'none') return undefined;
  if (delivery === 'smtp') return overSmtp(required(config.secrets.smtpUrl, 'SMTP_URL'), from);
  return ({ recipient: to, subject, text }) => {
    log.info({ to, subject, text }, 'mail');
    return Promise.resolve();
  };
}

function overSmtp(url: string, from: string): SendMail {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@/, '').replace(/>$/, '');
  return async ({ id, recipient, subject, text }) => {
    await transport.sendMail({
      // The same at every attempt: should the answer to one get lost, receivers see that the next is the same mail.
      messageId: `<${id}@${domain}>`,
      from,
      to: { name: '', address: recipient },
      subject,
      text,
      html: toHtml(text),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  };
}

/** Each line a paragraph; a line that is an address of a page is a link. */
function toHtml(text: string): string {
  const paragraphs = text.split('\n').map((line) => {
    const safe = escapeHtml(line);
    return `<p>${/^https?:\/\/\S+$/.test(line) ? `<a href="${safe}">${safe}</a>` : safe}</p>`;
  });
  return `<!doctype html><html lang="en"><body>${paragraphs.join('')}</body></html>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
