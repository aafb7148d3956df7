/**
 * What works across organizations: dispatching the outbox, sending mails, reconciling with the engine, worker heartbeats.
 * Uses role steward_system, whose row policies let it see every organization; nothing else may import it
 * but the worker and scripts.
 */
import { createClient, type PrismaClient } from '../prisma.ts';
import { DueMcpServers } from './due-mcp-servers.ts';
import { DueApprovals } from './due-approvals.ts';
import { CredentialKeys } from './credential-keys.ts';
import { MailQueue } from './mail-queue.ts';
import { MessageQueue } from './message-queue.ts';
import { NotificationMails } from './notification-mails.ts';
import { OutboxQueue } from './outbox-queue.ts';
import { OpenEffects } from './open-effects.ts';
import { OpenReservations } from './open-reservations.ts';
import { OpenRuns } from './open-runs.ts';
import { PendingOnboardings } from './pending-onboardings.ts';

export interface SystemDatabase {
  readonly outbox: OutboxQueue;
  readonly dueApprovals: DueApprovals;
  readonly mails: MailQueue;
  readonly messages: MessageQueue;
  readonly notificationMails: NotificationMails;
  readonly openRuns: OpenRuns;
  readonly reservations: OpenReservations;
  readonly openEffects: OpenEffects;
  readonly onboardings: PendingOnboardings;
  readonly credentialKeys: CredentialKeys;
  readonly dueMcpServers: DueMcpServers;
  /** Runs `work` when no other process holds the lock; false when one does. */
  withLeadership(name: string, work: () => Promise<void>): Promise<boolean>;
  /** Wakes the readers of run streams; a hint only. */
  notifyRuns(runIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export function openSystemDatabase(url: string, poolSize = 5): SystemDatabase {
  const prisma = createClient(url, { max: poolSize, connectionTimeoutMs: 5_000, statementTimeoutMs: 15_000 });
  return {
    outbox: new OutboxQueue(prisma),
    dueApprovals: new DueApprovals(prisma),
    mails: new MailQueue(prisma),
    messages: new MessageQueue(prisma),
    notificationMails: new NotificationMails(prisma),
    openRuns: new OpenRuns(prisma),
    reservations: new OpenReservations(prisma),
    openEffects: new OpenEffects(prisma),
    onboardings: new PendingOnboardings(prisma),
    credentialKeys: new CredentialKeys(prisma),
    dueMcpServers: new DueMcpServers(prisma),
    withLeadership: (name, work) => withLeadership(prisma, name, work),
    notifyRuns: async (runIds) => {
      await prisma.$executeRaw`SELECT pg_notify('steward_run', id) FROM unnest(${[...runIds]}::text[]) AS id`;
    },
    close: () => prisma.$disconnect(),
  };
}

/** The lock lives as long as its transaction: a leader that dies gives it back at once. */
async function withLeadership(
  prisma: PrismaClient,
  name: string,
  work: () => Promise<void>,
): Promise<boolean> {
  return prisma.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtext(${`steward:${name}`})) AS locked`;
      if (row?.locked !== true) return false;
      await work();
      return true;
    },
    { timeout: 60_000, maxWait: 5_000 },
  );
}
