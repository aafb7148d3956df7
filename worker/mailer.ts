/**
 * Sends the mails that wait, again and again until the mail server takes them or their link is too old. A mail is
 * forgotten after the server has taken it, so one may go out twice, with the same Message-ID, but none gets lost.
 */
import type { Logger } from 'pino';
import type { ClaimedMail, MailQueue } from '../store/system/mail-queue.ts';
import type { SendMail } from './mail-transport.ts';
import { PollingLoop } from './polling-loop.ts';

export interface MailerOptions {
  readonly mails: MailQueue;
  readonly send: SendMail;
  readonly pollMs: number;
  readonly log: Logger;
}

/** Few: a mail server that is slow gets no more of us at a time. */
const BATCH = 8;
/** Longer than the mail server's timeouts can add up to. */
const LEASE_MS = 120_000;
const LONGEST_DELAY_MS = 5 * 60_000;

export class Mailer extends PollingLoop {
  readonly #options: MailerOptions;
  #troubled = false;

  constructor(options: MailerOptions) {
    super(options.pollMs, 'mail');
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { mails, log } = this.#options;
    try {
      const claimed = await mails.claim(BATCH, LEASE_MS);
      await Promise.all(claimed.map((mail) => this.#deliver(mail)));
      return claimed.length === BATCH;
    } catch (error) {
      log.warn({ err: error }, 'the mails that wait could not be read; trying again');
      return false;
    }
  }

  async #deliver(mail: ClaimedMail): Promise<void> {
    const { mails, send, log } = this.#options;
    try {
      await send(mail);
    } catch (error) {
      await this.#keepOrGiveUp(mail, toRefusal(error));
      return;
    }
    await mails.remove(mail.id);
    if (this.#troubled) log.info('the mail server takes mails again');
    this.#troubled = false;
  }

  async #keepOrGiveUp({ id, attempts }: ClaimedMail, refusal: Refusal): Promise<void> {
    const { mails, log } = this.#options;
    if (isForEver(refusal)) {
      log.warn({ mail: id, ...refusal }, 'the mail server refuses a receiver for ever; the mail is given up');
      await mails.remove(id);
      return;
    }
    if (!this.#troubled) log.warn({ mail: id, ...refusal }, 'a mail could not be sent; trying again');
    this.#troubled = true;
    const delay = Math.min(LONGEST_DELAY_MS, 500 * 2 ** Math.min(attempts, 12));
    await mails.postpone(id, delay, Object.values(refusal).join(' '));
  }
}

interface Refusal {
  readonly code: string;
  readonly command: string;
  readonly status: number;
}

/** Never the server's own words: spam filters quote the links they dislike, and these are secret. */
function toRefusal(error: unknown): Refusal {
  const { code, command, responseCode } = error as Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : 'unknown',
    command: typeof command === 'string' ? command : 'unknown',
    status: typeof responseCode === 'number' ? responseCode : 0,
  };
}

function isForEver({ command, status }: Refusal): boolean {
  return command === 'RCPT TO' && status >= 500;
}
