/** Notifications on their way into mails (role steward_system). */
import type { Role } from '../../domain/access/permissions.ts';
import { enqueueMail, type Mail } from '../mail.ts';
import type { PrismaClient } from '../prisma.ts';

export interface DueNotification {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly memberId: string;
  readonly role: Role;
  readonly email: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly link: string;
  readonly createdAt: Date;
  readonly readAt: Date | null;
  /** What it asks to decide, as far as that is still open. */
  readonly approvalId: string | null;
  readonly approvalExpiresAt: Date | null;
}

/** Older ones were made while no mail was configured: whoever configures it now wants no flood. */
const OLDEST = '1 day';

export class NotificationMails {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Hands over what is due, each once: `compose` writes the mail, or says that none is needed. */
  async handOver(limit: number, compose: (due: DueNotification) => Mail | undefined): Promise<number> {
    return this.#prisma.$transaction(async (tx) => {
      const due = await tx.$queryRaw<DueNotification[]>`
        WITH due AS (
          SELECT id FROM notification
          WHERE mailed_at IS NULL AND created_at > now() - ${OLDEST}::interval
          ORDER BY created_at, id LIMIT ${limit}::int FOR UPDATE SKIP LOCKED),
        taken AS (
          UPDATE notification SET mailed_at = now() FROM due WHERE notification.id = due.id
          RETURNING notification.*)
        SELECT n.id, n.organization_id AS "organizationId", o.name AS "organizationName", n.member_id AS "memberId",
          m.role, p.email, n.kind, n.title, n.body, n.link, n.created_at AS "createdAt", n.read_at AS "readAt",
          a.id AS "approvalId", a.expires_at AS "approvalExpiresAt"
        FROM taken n
        JOIN organization o ON o.id = n.organization_id
        JOIN member m ON m.organization_id = n.organization_id AND m.id = n.member_id
        JOIN person p ON p.id = m.person_id
        LEFT JOIN approval a ON a.organization_id = n.organization_id AND a.id = n.approval_id AND a.status = 'pending'
        ORDER BY n.created_at, n.id`;
      for (const notification of due) {
        const mail = compose(notification);
        if (mail !== undefined) await enqueueMail(tx, mail);
      }
      return due.length;
    });
  }
}
