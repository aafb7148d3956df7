/** Outbound messages and what the simulated phone received. */
import type { Message } from './generated/client.ts';
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';

export interface NewMessage {
  readonly runId: string;
  readonly turn: number;
  readonly callIndex: number;
  readonly channel: string;
  readonly recipient: string;
  readonly body: string;
}

export class MessageStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The row of this tool call, made if it is not there yet; a repeated attempt finds the same row. */
  async claim(message: NewMessage): Promise<Message> {
    const { tx, organizationId } = this.#scope;
    await tx.message.createMany({
      data: [{ ...message, id: newId(), organizationId, status: 'claimed' }],
      skipDuplicates: true,
    });
    const { runId, turn, callIndex } = message;
    return tx.message.findFirstOrThrow({ where: { organizationId, runId, turn, callIndex } });
  }

  async markSent(id: string, providerMessageId: string): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.message.updateMany({
      where: { id, organizationId },
      data: { status: 'sent', providerMessageId, sentAt: new Date() },
    });
  }

  /** The simulator's side: a phone that knows no idempotency keys and shows whatever arrives. */
  async deliverToSimulator(message: { messageId: string; recipient: string; body: string }): Promise<string> {
    const { tx, organizationId } = this.#scope;
    const id = newId();
    await tx.simulatorDelivery.create({ data: { ...message, id, organizationId } });
    return id;
  }
}
