/**
 * E-mails to people, on their way. They are not orders of the outbox: a mail belongs to a person and to no
 * organization, its text must not outlive its sending, and a slow mail server must not hold up runs.
 */
import { newId } from './new-id.ts';
import type { Tx } from './prisma.ts';

/** Plain text; a line that is an address of a page becomes a link. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** When its link stops working: later than that it is not sent any more. */
  readonly expiresAt: Date;
}

/** Without reading back: whoever hands a mail in has no right to see it again. */
export async function enqueueMail(tx: Pick<Tx, 'mail'>, { to, ...mail }: Mail): Promise<void> {
  await tx.mail.createMany({ data: [{ id: newId(), recipient: to, ...mail }] });
}
