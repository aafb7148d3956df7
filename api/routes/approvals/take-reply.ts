/**
 * A reply on a channel, decided in the name of the member whose proven address it came from. Senders can be forged, so
 * the code decides who they are; a sender that is nobody's is told nothing, for it may be somebody else's number.
 */
import { localTime } from '../../../domain/approval/reply-question.ts';
import type { Reply } from '../../../domain/approval/read-reply.ts';
import { isSilenced, WRONG_REPLIES_MINUTES } from '../../../domain/approval/reply-code.ts';
import { fromPublicId, toPublicId } from '../../../domain/ids.ts';
import type { DecideResult } from '../../../store/approval-decisions.ts';
import type { Store } from '../../../store/database.ts';
import type { MemberRow } from '../../../store/members.store.ts';
import type { ReplyAddressRow } from '../../../store/reply-addresses.store.ts';
import { checkEdit } from '../../../tools/check-edit.ts';
import type { AppContext } from '../../context.ts';
import { labelOf } from '../members/owners.ts';

export interface ChannelReply {
  readonly channel: string;
  readonly from: string;
  readonly reply: Reply;
}

const ANSWER_MINUTES = 15;

/** Decides, or not, and hands in the message that says so; the caller learns nothing of it. */
export async function takeReply(
  store: Store,
  ctx: AppContext,
  { channel, from, reply }: ChannelReply,
): Promise<void> {
  const address = await store.replyAddresses.lockProven(channel, from);
  if (address === undefined || isSilenced(address, new Date())) return;
  const member = await store.members.get(address.memberId);
  if (member === undefined) return;
  const text = await answerTo({ store, ctx, address, member, reply });
  await store.memberMessages.enqueue({
    kind: 'answer',
    memberId: member.id,
    channel,
    recipient: address.address,
    text,
    expiresAt: new Date(Date.now() + ANSWER_MINUTES * 60_000),
  });
}

interface Question {
  readonly store: Store;
  readonly ctx: AppContext;
  readonly address: ReplyAddressRow;
  readonly member: MemberRow;
  readonly reply: Reply;
}

async function answerTo({ store, ctx, address, member, reply }: Question): Promise<string> {
  const { decision, code, rest } = reply;
  const found = await store.replyAddresses.findCode(address.id, ctx.replyCodes.hash(address.id, code));
  const inbox = `${ctx.settings.publicUrl}/approvals`;
  if (found === undefined) return wrongCode(store, address, inbox);
  const at = `${inbox}?id=${toPublicId('approval', found.approvalId)}`;
  if (decision === 'approve' && rest !== '')
    return `${NOTHING} YES takes the code alone. To have something changed, decide in the inbox: ${at}`;
  if (decision === 'approve' && !found.mayApprove)
    return `${NOTHING} The message could not show all of it, or it is not yours to approve. Look at it in the inbox: ${at}`;
  const result = await store.approvals.decide({
    approvalId: found.approvalId,
    decision,
    argumentsHash: found.argumentsHash,
    reason: decision === 'reject' && rest !== '' ? rest : undefined,
    actor: labelOf(member),
    by: { role: member.role, personId: member.personId },
    via: 'channel',
    linkId: found.id,
    checkEdit,
  });
  return result.applied ? whatWasDecided(result, decision) : `${await whyNot(store, result)} Inbox: ${at}`;
}

const NOTHING = 'Nothing was decided.';

/** Whether the code is of somebody else, of long ago or of nobody is not said. */
async function wrongCode(store: Store, address: ReplyAddressRow, inbox: string): Promise<string> {
  const isLast = await store.replyAddresses.countWrongReply(address.id);
  if (!isLast) return `${NOTHING} This code is not valid here. Decide in the inbox: ${inbox}`;
  await store.audit.record({
    actor: 'system',
    action: 'reply_address.silenced',
    subject: { kind: 'reply_address', id: toPublicId('replyAddress', address.id) },
    after: { minutes: WRONG_REPLIES_MINUTES },
  });
  return `${NOTHING} Too many wrong codes: replies from here are not read for ${String(WRONG_REPLIES_MINUTES)} minutes. Decide in the inbox: ${inbox}`;
}

function whatWasDecided(
  { approval }: Extract<DecideResult, { applied: true }>,
  decision: Reply['decision'],
): string {
  const again = approval.subject === 'effect_unknown' ? ' again' : '';
  if (decision === 'reject') return `Rejected: ${approval.toolName} is not carried out${again}.`;
  if (approval.status === 'pending')
    return `Your approval of ${approval.toolName} is recorded. A second person must approve it, too.`;
  return `Approved: ${approval.toolName} is carried out${again} now.`;
}

type Refused = Extract<DecideResult, { applied: false }>;

async function whyNot(store: Store, { why, detail, approval }: Refused): Promise<string> {
  if (approval !== undefined && why === 'already_decided') {
    const { status, decidedBy, decidedVia } = approval;
    return `${NOTHING} It was ${status} before, by ${await nameOf(store, decidedBy)} via ${decidedVia ?? 'system'}.`;
  }
  if (approval !== undefined && why === 'expired') {
    const { timeZone } = await store.organization.get();
    return `${NOTHING} The deadline was ${localTime(approval.expiresAt, timeZone)}; it counts as rejected.`;
  }
  if (why === 'link_used') return `${NOTHING} This code was used already.`;
  if (why === 'arguments_changed') return `${NOTHING} Somebody has changed the arguments since.`;
  return `${NOTHING} ${detail}`;
}

/** Who was faster, as people know them. */
async function nameOf(store: Store, label: string | null): Promise<string> {
  const personId = fromPublicId('person', label?.replace(/^person:/, '') ?? '');
  const member = personId === undefined ? undefined : await store.members.findByPerson(personId);
  return member?.name ?? label ?? 'nobody';
}
