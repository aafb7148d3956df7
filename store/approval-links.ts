/**
 * Links of mails that ask for a decision. A link says who may decide what and until when, and is signed: nothing of it
 * is stored, and nothing of it can be changed. What it may still do is asked of the rows when it is used.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface ApprovalLink {
  /** Its own id: each link works once. */
  readonly linkId: string;
  readonly organizationId: string;
  readonly approvalId: string;
  readonly memberId: string;
  readonly decisions: readonly LinkDecision[];
  readonly expiresAt: Date;
}

/** Editing takes a form, and so the inbox. */
export const LINK_DECISIONS = ['approve', 'reject'] as const;
export type LinkDecision = (typeof LINK_DECISIONS)[number];

export interface ApprovalLinks {
  sign(link: ApprovalLink): string;
  /** Undefined when we have not signed it; a link that is too old is read all the same. */
  read(token: string): ApprovalLink | undefined;
}

const UUIDS = 4;
const UUID_BYTES = 16;
const EXPIRY_AT = UUIDS * UUID_BYTES;
const DECISIONS_AT = EXPIRY_AT + 6;
const LENGTH = DECISIONS_AT + 1;

/** The key is derived for this purpose alone: what signs log-in cookies signs no links. */
export function createApprovalLinks(secret: string): ApprovalLinks {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'steward approval links', 32));
  const signatureOf = (content: Buffer): Buffer => createHmac('sha256', key).update(content).digest();
  return {
    sign: (link) => {
      const content = toBytes(link);
      return Buffer.concat([content, signatureOf(content)]).toString('base64url');
    },
    read: (token) => {
      const bytes = Buffer.from(token, 'base64url');
      const content = bytes.subarray(0, LENGTH);
      const signature = bytes.subarray(LENGTH);
      const expected = signatureOf(content);
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
      // Other letters may stand for the same bytes: one link has one spelling.
      return bytes.toString('base64url') === token ? fromBytes(content) : undefined;
    },
  };
}

function toBytes(link: ApprovalLink): Buffer {
  const tail = Buffer.alloc(LENGTH - EXPIRY_AT);
  tail.writeUIntBE(Math.floor(link.expiresAt.getTime() / 1000), 0, 6);
  tail.writeUInt8(
    LINK_DECISIONS.reduce((bits, name, i) => bits + (link.decisions.includes(name) ? 2 ** i : 0), 0),
    6,
  );
  const ids = [link.linkId, link.organizationId, link.approvalId, link.memberId];
  return Buffer.concat([...ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex')), tail]);
}

function fromBytes(content: Buffer): ApprovalLink {
  const bits = content.readUInt8(DECISIONS_AT);
  return {
    linkId: uuidAt(content, 0),
    organizationId: uuidAt(content, 1),
    approvalId: uuidAt(content, 2),
    memberId: uuidAt(content, 3),
    decisions: LINK_DECISIONS.filter((_, i) => Math.floor(bits / 2 ** i) % 2 === 1),
    expiresAt: new Date(content.readUIntBE(EXPIRY_AT, 6) * 1000),
  };
}

function uuidAt(content: Buffer, place: number): string {
  const hex = content.subarray(place * UUID_BYTES, (place + 1) * UUID_BYTES).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
