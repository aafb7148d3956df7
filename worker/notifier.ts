/** Writes a mail for each notification, where mail is configured; the mailer sends it. */
import type { Logger } from 'pino';
import type { Mail } from '../store/mail.ts';
import type { DueNotification, NotificationMails } from '../store/system/notification-mails.ts';
import { PollingLoop } from './polling-loop.ts';

export interface NotifierOptions {
  readonly notifications: NotificationMails;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly pollMs: number;
  readonly log: Logger;
}

const BATCH = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #loop: PollingLoop;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#loop = new PollingLoop(() => this.#batch(), options.pollMs);
  }

  start(): void {
    this.#loop.start();
  }

  readonly hint = (): void => {
    this.#loop.hint();
  };

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #batch(): Promise<number> {
    const { notifications, publicUrl, log } = this.#options;
    try {
      return await notifications.handOver(BATCH, (due) => notificationMail(due, publicUrl));
    } catch (error) {
      log.warn({ err: error }, 'the notifications to mail could not be read; trying again');
      return 0;
    }
  }
}

/** Undefined when there is nothing left to tell. */
function notificationMail(due: DueNotification, publicUrl: string): Mail | undefined {
  if (due.readAt !== null) return undefined;
  return {
    to: due.email,
    subject: `${inOneLine(due.title)} · ${inOneLine(due.organizationName)}`,
    text: [inOneLine(due.body), publicUrl + due.link].filter((line) => line !== '').join('\n'),
    expiresAt: due.approvalExpiresAt ?? new Date(due.createdAt.getTime() + DAY_MS),
  };
}

/** On a line of its own what an agent or a contact wrote could pretend to be a link of ours. */
function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return /^https?:/i.test(line) ? `“${line}”` : line;
}
