/**
 * The door to PostgreSQL. `transact(organizationId, store => …)` is the only way to an organization's rows:
 * one interactive transaction whose first statement tells row security whose rows they are, and stores whose
 * methods take no organization id, so there is nothing to forget.
 */
import { AgentStore } from './agents.store.ts';
import { ApprovalQueries } from './approval-queries.ts';
import { ApprovalStore } from './approvals.store.ts';
import { AuditStore } from './audit.store.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { JournalStore } from './journal.store.ts';
import { LogQueries } from './log-queries.ts';
import { MessageStore } from './messages.store.ts';
import { ObjectStore } from './objects.store.ts';
import { OrganizationStore } from './organization.store.ts';
import { createClient, type PrismaClient, type Tx } from './prisma.ts';
import { PromptStore } from './prompts.store.ts';
import { RunQueries } from './run-queries.ts';
import { RunStore } from './runs.store.ts';
import { StreamStore } from './stream.store.ts';

export interface Store {
  readonly organization: OrganizationStore;
  readonly agents: AgentStore;
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly prompts: PromptStore;
  readonly approvals: ApprovalStore;
  readonly objects: ObjectStore;
  readonly messages: MessageStore;
  readonly stream: StreamStore;
  readonly idempotency: IdempotencyStore;
  readonly runQueries: RunQueries;
  readonly logQueries: LogQueries;
  readonly approvalQueries: ApprovalQueries;
  readonly audit: AuditStore;
}

/** The scope of a store: its transaction and the organization whose rows it may touch. */
export interface Scope {
  readonly tx: Tx;
  readonly organizationId: string;
}

export interface Database {
  transact<T>(organizationId: string, work: (store: Store) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** Longest time a transaction may take, in ms. */
  readonly timeoutMs?: number;
}

function createStore(scope: Scope): Store {
  return {
    organization: new OrganizationStore(scope),
    agents: new AgentStore(scope),
    runs: new RunStore(scope),
    journal: new JournalStore(scope),
    prompts: new PromptStore(scope),
    approvals: new ApprovalStore(scope),
    objects: new ObjectStore(scope),
    messages: new MessageStore(scope),
    stream: new StreamStore(scope),
    idempotency: new IdempotencyStore(scope),
    runQueries: new RunQueries(scope),
    logQueries: new LogQueries(scope),
    approvalQueries: new ApprovalQueries(scope),
    audit: new AuditStore(scope),
  };
}

/** Opens the database as `steward_app` (see {@link assertSafeRole} for what is refused). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const prisma = createClient(options.url, {
    max: options.poolSize ?? 10,
    connectionTimeoutMs: 5_000,
    statementTimeoutMs: timeoutMs,
  });
  await assertSafeRole(prisma);
  return {
    transact: (organizationId, work) =>
      prisma.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT set_config('app.org_id', ${organizationId}, TRUE)`;
          return work(createStore({ tx, organizationId }));
        },
        { timeout: timeoutMs, maxWait: 5_000 },
      ),
    close: () => prisma.$disconnect(),
  };
}

/** Row security is off without a word for superusers, BYPASSRLS roles and (unless forced) table owners. */
async function assertSafeRole(prisma: PrismaClient): Promise<void> {
  const [role] = await prisma.$queryRaw<{ name: string; unsafe: boolean; owns: boolean }[]>`
    SELECT rolname AS name, rolsuper OR rolbypassrls AS unsafe,
           EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'run' AND c.relowner = r.oid) AS owns
    FROM pg_roles r WHERE rolname = current_user`;
  if (role === undefined || role.unsafe || role.owns) {
    await prisma.$disconnect();
    throw new Error(
      `DATABASE_URL connects as "${role?.name ?? 'unknown'}", for whom row security does not hold ` +
        '(superuser, BYPASSRLS or table owner). Use the role steward_app; `npm run doctor` shows how.',
    );
  }
}
