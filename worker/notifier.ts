/** Writes a mail for each notification, where mail is configured; the mailer sends it. */
import type { Logger } from 'pino';
import { type ApprovalLinks, LINK_DECISIONS } from '../store/approval-links.ts';
import type { Mail } from '../store/mail.ts';
import type { DueNotification, NotificationMails } from '../store/system/notification-mails.ts';
import { PollingLoop } from './polling-loop.ts';

export interface NotifierOptions {
  readonly notifications: NotificationMails;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Undefined where links cannot be signed: mails then lead to the inbox only. */
  readonly links: ApprovalLinks | undefined;
  readonly pollMs: number;
  readonly log: Logger;
}

const BATCH = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

export class Notifier extends PollingLoop {
  readonly #options: NotifierOptions;

  constructor(options: NotifierOptions) {
    super(options.pollMs, 'notification');
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { notifications, log } = this.#options;
    try {
      const due = await notifications.handOver(BATCH, (due) => notificationMail(due, this.#options));
      return due === BATCH;
    } catch (error) {
      log.warn({ err: error }, 'the notifications to mail could not be read; trying again');
      return false;
    }
  }
}

/** Undefined when there is nothing left to tell. */
function notificationMail(due: DueNotification, options: NotifierOptions): Mail | undefined {
  if (due.readAt !== null) return undefined;
  const { publicUrl } = options;
  const link = decisionLink(due, options);
  const lines = [
    inOneLine(due.body),
    ...(link === undefined ? [] : ['Look at it and decide (this link is yours, and works once):', link]),
    ...(link === undefined ? [] : ['Or in the inbox:']),
    publicUrl + due.link,
  ];
  return {
    to: due.email,
    subject: `${inOneLine(due.title)} · ${inOneLine(due.organizationName)}`,
    text: lines.filter((line) => line !== '').join('\n'),
    expiresAt: due.approvalExpiresAt ?? new Date(due.createdAt.getTime() + DAY_MS),
  };
}

/** Behind the #, so that no server and no proxy on the way to the page gets to see what decides. */
function decisionLink(due: DueNotification, { links, publicUrl }: NotifierOptions): string | undefined {
  const { approvalId, approvalExpiresAt: expiresAt } = due;
  if (links === undefined || approvalId === null || expiresAt === null) return undefined;
  const { id: linkId, organizationId, memberId } = due;
  const token = links.sign({
    linkId,
    organizationId,
    approvalId,
    memberId,
    decisions: LINK_DECISIONS,
    expiresAt,
  });
  return `${publicUrl}/approval-link#${token}`;
}

/** On a line of its own what an agent or a contact wrote could pretend to be a link of ours. */
function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return /^https?:/i.test(line) ? `“${line}”` : line;
}
