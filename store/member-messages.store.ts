/**
 * Messages to members on channels: handed in with their cause, sent by a worker. Unlike a tool's message they belong to
 * no run, and their text is gone once it was sent.
 */
import type { Scope } from './database.ts';
import { newId } from './new-id.ts';
import { type Page, type PageRequest, toPage } from './page.ts';
import { Prisma } from './prisma.ts';

export interface NewMemberMessage {
  readonly memberId: string;
  /** The proof of an address, a request for a decision, or what became of a reply. */
  readonly kind: 'proof' | 'request' | 'answer';
  readonly channel: string;
  readonly recipient: string;
  readonly text: string;
  /** Later than that it is not sent any more. */
  readonly expiresAt: Date;
}

export interface SimulatedMessage {
  readonly id: string;
  readonly recipient: string;
  readonly body: string;
  readonly createdAt: Date;
}

export class MemberMessageStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Without reading back: whoever hands a message in has no right to see its text again. */
  async enqueue(message: NewMemberMessage): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.memberMessage.createMany({ data: [{ id: newId(), organizationId, ...message }] });
  }

  /** When codes to prove an address were sent lately: by this member, or to this address. Oldest first. */
  async proofsSince(since: Date, { memberId, recipient }: { memberId: string; recipient: string }) {
    const { tx, organizationId } = this.#scope;
    const rows = await tx.$queryRaw<{ createdAt: Date }[]>`
      SELECT created_at AS "createdAt" FROM member_message
      WHERE organization_id = ${organizationId}::uuid AND kind = 'proof' AND created_at > ${since}
        AND (member_id = ${memberId}::uuid OR recipient = ${recipient})
      ORDER BY created_at`;
    return rows.map((row) => row.createdAt);
  }

  /** The simulator's side. A message is sent again when its sender died; this phone shows it once. */
  async deliverToSimulator(message: { messageId: string; recipient: string; body: string }): Promise<string> {
    const { tx, organizationId } = this.#scope;
    const { messageId } = message;
    const before = await tx.simulatorDelivery.findFirst({ where: { organizationId, messageId } });
    if (before !== null) return before.id;
    const id = newId();
    await tx.simulatorDelivery.create({ data: { ...message, id, organizationId } });
    return id;
  }

  /** What the simulated phone of a member has received, newest first. */
  async simulated(memberId: string, { limit, after }: PageRequest): Promise<Page<SimulatedMessage>> {
    const { tx, organizationId } = this.#scope;
    const below =
      after === undefined
        ? Prisma.empty
        : Prisma.sql`AND (d.created_at, d.id) < (${after.at}, ${after.id}::uuid)`;
    const rows = await tx.$queryRaw<SimulatedMessage[]>`
      SELECT d.id, d.recipient, d.body, d.created_at AS "createdAt" FROM simulator_delivery d
      JOIN member_message m ON m.organization_id = d.organization_id AND m.id = d.message_id
      WHERE d.organization_id = ${organizationId}::uuid AND m.member_id = ${memberId}::uuid ${below}
      ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit + 1}`;
    return toPage(rows, limit);
  }
}
