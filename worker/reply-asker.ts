/**
 * Asks those who may decide on their channels, too: for each notification of a request a message with a code to reply
 * with. What is due is in the rows, and each is marked in the transaction that hands its message in, so none is asked twice.
 */
import type { Logger } from 'pino';
import { askedOf, proposedOf, whyAsked } from '../domain/approval/asked-of.ts';
import { obstacleTo } from '../domain/approval/deciders.ts';
import { writeQuestion } from '../domain/approval/reply-question.ts';
import type { ApprovalDetail } from '../store/approval-queries.ts';
import type { Database, Store } from '../store/database.ts';
import type { NotificationRow } from '../store/notifications.store.ts';
import type { ReplyAddressRow } from '../store/reply-addresses.store.ts';
import type { ReplyCodes } from '../store/reply-codes.ts';
import type { DueRequest, MessageQueue } from '../store/system/message-queue.ts';
import { PollingLoop } from './polling-loop.ts';

export interface ReplyAskerOptions {
  readonly messages: Pick<MessageQueue, 'requests'>;
  readonly database: Database;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Undefined where codes cannot be made: messages then lead to the inbox only. */
  readonly codes: ReplyCodes | undefined;
  readonly pollMs: number;
  readonly log: Logger;
}

const BATCH = 50;

const OPENINGS: Readonly<Record<string, string>> = {
  'approval.requested': 'Approval needed',
  'approval.reminder': 'Still waiting for approval',
  'approval.escalated': 'Nobody has decided yet',
  'approval.second': 'Second approval needed',
};

export class ReplyAsker extends PollingLoop {
  readonly #options: ReplyAskerOptions;

  constructor(options: ReplyAskerOptions) {
    super(options.pollMs, 'notification');
    this.#options = options;
  }

  protected async round(): Promise<boolean> {
    const { messages, log } = this.#options;
    try {
      const due = await messages.requests(BATCH);
      let given = 0;
      for (const request of due) if (await this.#give(request)) given += 1;
      return due.length === BATCH && given > 0;
    } catch (error) {
      log.warn({ err: error }, 'looking for requests to ask on channels was interrupted; trying again');
      return false;
    }
  }

  /** One that fails must not keep the others waiting. */
  async #give({ notificationId, organizationId }: DueRequest): Promise<boolean> {
    const { database, log } = this.#options;
    try {
      return await database.transact(organizationId, async (store) => {
        const notification = await store.notifications.takeToText(notificationId);
        if (notification === undefined) return false;
        await this.#ask(store, notification);
        return true;
      });
    } catch (error) {
      log.error({ err: error, notification: notificationId }, 'a member could not be asked; trying again');
      return false;
    }
  }

  async #ask(store: Store, notification: NotificationRow): Promise<void> {
    const detail = await store.approvalQueries.detail(notification.approvalId ?? '');
    const member = await store.members.get(notification.memberId);
    if (detail === undefined || member === undefined || !isOpen(detail)) return;
    const decider = { role: member.role, personId: member.personId, memberId: member.id };
    const asked = askedOf(detail.approval);
    if (obstacleTo('reject', asked, decider) !== undefined) return;
    const obstacle = obstacleTo('approve', asked, decider)?.detail;
    for (const address of await store.replyAddresses.list(member.id)) {
      if (address.provenAt !== null) await this.#askAt(store, address, { detail, notification, obstacle });
    }
  }

  async #askAt(
    store: Store,
    address: ReplyAddressRow,
    { detail, notification, obstacle }: Asked,
  ): Promise<void> {
    const { codes, publicUrl } = this.#options;
    const { approval, agentName } = detail;
    const { arguments: args, hash } = proposedOf(approval);
    const { timeZone } = await store.organization.get();
    const code = codes?.create() ?? null;
    const { text, mayApprove } = writeQuestion({
      ...approval,
      opening: OPENINGS[notification.kind] ?? notification.title,
      agentName,
      arguments: args,
      reason: whyAsked(approval),
      timeZone,
      inboxUrl: publicUrl + notification.link,
      code,
      obstacle,
    });
    const { expiresAt, id: approvalId } = approval;
    if (codes !== undefined && code !== null) {
      const codeHash = codes.hash(address.id, code);
      const argumentsHash = hash;
      const of = { addressId: address.id, approvalId, expiresAt };
      await store.replyAddresses.addCode({ ...of, codeHash, argumentsHash, mayApprove });
    }
    const { memberId, channel, address: recipient } = address;
    await store.memberMessages.enqueue({ kind: 'request', memberId, channel, recipient, text, expiresAt });
  }
}

interface Asked {
  readonly detail: ApprovalDetail;
  readonly notification: NotificationRow;
  readonly obstacle: string | undefined;
}

function isOpen({ approval }: ApprovalDetail): boolean {
  return approval.status === 'pending' && approval.expiresAt > new Date();
}
