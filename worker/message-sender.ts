/**
 * Sends the messages to members that wait, again and again until their channel takes them or their time is over. A
 * message is marked after the channel has taken it: it may be handed over twice, under the same id, but none gets lost.
 */
import type { Logger } from 'pino';
import { findChannel } from '../channels/registry.ts';
import type { Database } from '../store/database.ts';
import type { ClaimedMessage, MessageQueue } from '../store/system/message-queue.ts';
import { PollingLoop } from './polling-loop.ts';

export interface MessageSenderOptions {
  readonly messages: MessageQueue;
  readonly database: Database;
  readonly pollMs: number;
  readonly log: Logger;
}

const BATCH = 8;
/** Longer than a channel may take. */
const LEASE_MS = 60_000;
const TIMEOUT_MS = 20_000;
const LONGEST_DELAY_MS = 5 * 60_000;

export class MessageSender extends PollingLoop {
  readonly #options: MessageSenderOptions;

  constructor(options: MessageSenderOptions) {
    super(options.pollMs, 'member_message');
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { messages, log } = this.#options;
    try {
      const claimed = await messages.claim(BATCH, LEASE_MS);
      await Promise.all(claimed.map((message) => this.#deliver(message)));
      return claimed.length === BATCH;
    } catch (error) {
      log.warn({ err: error }, 'the messages that wait could not be read; trying again');
      return false;
    }
  }

  async #deliver(message: ClaimedMessage): Promise<void> {
    try {
      await this.#options.messages.markSent(message.id, await this.#send(message));
    } catch (error) {
      await this.#keepOrGiveUp(message, error);
    }
  }

  async #send({ id, organizationId, channel, recipient, text }: ClaimedMessage): Promise<string> {
    const adapter = findChannel(channel);
    if (adapter === undefined)
      throw Object.assign(new Error(`there is no channel "${channel}"`), { code: 'no_such_channel' });
    const { providerMessageId } = await adapter.send(
      { messageId: id, to: recipient, text },
      {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        simulator: {
          deliver: ({ messageId, to, text: body }) =>
            this.#options.database.transact(organizationId, (store) =>
              store.memberMessages.deliverToSimulator({ messageId, recipient: to, body }),
            ),
        },
      },
    );
    return providerMessageId;
  }

  async #keepOrGiveUp({ id, channel, attempts, expiresAt }: ClaimedMessage, error: unknown): Promise<void> {
    const { messages, log } = this.#options;
    const reason = reasonOf(error);
    const delay = Math.min(LONGEST_DELAY_MS, 500 * 2 ** Math.min(attempts, 12));
    if (Date.now() + delay < expiresAt.getTime()) {
      log.warn(
        { message: id, channel, attempts, reason },
        'a message to a member could not be sent; trying again',
      );
      await messages.postpone(id, delay, reason);
      return;
    }
    log.error(
      { message: id, channel, attempts, reason },
      'a message to a member was never sent; it is given up',
    );
    await messages.remove(id);
  }
}

/** Never the other side's own words: they may quote the text, which holds a code. */
function reasonOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ') || 'unknown';
}
