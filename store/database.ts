/**
 * The door to PostgreSQL. `transact(organizationId, store => …)` is the only way to an organization's rows:
 * one interactive transaction that begins by telling row security whose rows they are, and stores whose
 * methods take no organization id, so there is nothing to forget.
 */
import { AgentReferenceStore } from './agent-references.ts';
import { AgentGrantStore } from './agent-grants.store.ts';
import { AgentVersionStore } from './agent-versions.store.ts';
import { AgentStore } from './agents.store.ts';
import { ApiKeyStore } from './api-keys.store.ts';
import { ApprovalQueries } from './approval-queries.ts';
import { ApprovalStore } from './approvals.store.ts';
import { AuditStore } from './audit.store.ts';
import { CredentialStore } from './credentials.store.ts';
import { type EncryptionKey, Keyring } from './encryption/keyring.ts';
import { BudgetSettingsStore } from './budget-settings.store.ts';
import { BudgetStore } from './budgets.store.ts';
import { DelegationStore } from './delegations.store.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { InvitationStore } from './invitations.store.ts';
import { JournalStore } from './journal.store.ts';
import { KillSwitchStore } from './kill-switch.store.ts';
import { LogQueries } from './log-queries.ts';
import { enqueueMail, type Mail } from './mail.ts';
import { McpStore } from './mcp.store.ts';
import { MemberMessageStore } from './member-messages.store.ts';
import { MemberStore } from './members.store.ts';
import { MessageStore } from './messages.store.ts';
import { NotificationStore } from './notifications.store.ts';
import { ObjectWriteStore } from './object-writes.store.ts';
import { ObjectStore } from './objects.store.ts';
import { OnboardingStore } from './onboarding.store.ts';
import { OrganizationStore } from './organization.store.ts';
import type { Tx } from './prisma.ts';
import { PromptStore } from './prompts.store.ts';
import { ReplyAddressStore } from './reply-addresses.store.ts';
import { RuleStore } from './rules.store.ts';
import { RunQueries } from './run-queries.ts';
import { RunCostStore } from './run-costs.store.ts';
import { RunReplayStore } from './run-replays.store.ts';
import { RunStore } from './runs.store.ts';
import { ScheduleStore } from './schedules.store.ts';
import { SkillStore } from './skills.store.ts';
import { StreamStore } from './stream.store.ts';
import { Transactions } from './transactions.ts';
import { UsageQueries } from './usage-queries.ts';

export interface Store {
  readonly organization: OrganizationStore;
  readonly onboarding: OnboardingStore;
  readonly members: MemberStore;
  readonly invitations: InvitationStore;
  readonly mails: { enqueue(mail: Mail): Promise<void> };
  readonly notifications: NotificationStore;
  readonly apiKeys: ApiKeyStore;
  readonly credentials: CredentialStore;
  readonly mcp: McpStore;
  readonly agents: AgentStore;
  readonly agentVersions: AgentVersionStore;
  readonly agentGrants: AgentGrantStore;
  readonly agentReferences: AgentReferenceStore;
  readonly schedules: ScheduleStore;
  readonly delegations: DelegationStore;
  readonly killSwitch: KillSwitchStore;
  readonly runs: RunStore;
  readonly journal: JournalStore;
  readonly prompts: PromptStore;
  readonly rules: RuleStore;
  readonly approvals: ApprovalStore;
  readonly objects: ObjectStore;
  readonly objectWrites: ObjectWriteStore;
  readonly messages: MessageStore;
  readonly memberMessages: MemberMessageStore;
  readonly replyAddresses: ReplyAddressStore;
  readonly skills: SkillStore;
  readonly stream: StreamStore;
  readonly idempotency: IdempotencyStore;
  readonly runQueries: RunQueries;
  readonly runCosts: RunCostStore;
  readonly runReplays: RunReplayStore;
  readonly logQueries: LogQueries;
  readonly approvalQueries: ApprovalQueries;
  readonly audit: AuditStore;
  readonly budgets: BudgetStore;
  readonly budgetSettings: BudgetSettingsStore;
  readonly usageQueries: UsageQueries;
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
  /** For the organizations' secrets: the first encrypts, all decrypt. Without any, none can be kept. */
  readonly encryptionKeys?: readonly EncryptionKey[];
}

function createStore(scope: Scope, keyring: Keyring): Store {
  return {
    organization: new OrganizationStore(scope),
    onboarding: new OnboardingStore(scope),
    members: new MemberStore(scope),
    invitations: new InvitationStore(scope),
    mails: { enqueue: (mail) => enqueueMail(scope.tx, mail) },
    notifications: new NotificationStore(scope),
    apiKeys: new ApiKeyStore(scope),
    credentials: new CredentialStore(scope, keyring),
    mcp: new McpStore(scope),
    agents: new AgentStore(scope),
    agentVersions: new AgentVersionStore(scope),
    agentGrants: new AgentGrantStore(scope),
    agentReferences: new AgentReferenceStore(scope),
    schedules: new ScheduleStore(scope),
    delegations: new DelegationStore(scope),
    killSwitch: new KillSwitchStore(scope),
    runs: new RunStore(scope),
    journal: new JournalStore(scope),
    prompts: new PromptStore(scope),
    rules: new RuleStore(scope),
    approvals: new ApprovalStore(scope),
    objects: new ObjectStore(scope),
    objectWrites: new ObjectWriteStore(scope),
    messages: new MessageStore(scope),
    memberMessages: new MemberMessageStore(scope),
    replyAddresses: new ReplyAddressStore(scope),
    skills: new SkillStore(scope),
    stream: new StreamStore(scope),
    idempotency: new IdempotencyStore(scope),
    runQueries: new RunQueries(scope),
    runCosts: new RunCostStore(scope),
    runReplays: new RunReplayStore(scope),
    logQueries: new LogQueries(scope),
    approvalQueries: new ApprovalQueries(scope),
    audit: new AuditStore(scope),
    budgets: new BudgetStore(scope),
    budgetSettings: new BudgetSettingsStore(scope),
    usageQueries: new UsageQueries(scope),
  };
}

/** Opens the database as `steward_app` (see {@link assertSafeRole} for what is refused). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, poolSize = 10, timeoutMs = 15_000, encryptionKeys = [] } = options;
  const transactions = new Transactions({ url, poolSize, timeoutMs });
  await assertSafeRole(transactions);
  const keyring = new Keyring(encryptionKeys);
  return {
    transact: (organizationId, work) =>
      transactions.run(organizationId, (tx) => work(createStore({ tx, organizationId }, keyring))),
    close: () => transactions.close(),
  };
}

/** Row security is off without a word for superusers, BYPASSRLS roles and (unless forced) table owners. */
async function assertSafeRole(transactions: Transactions): Promise<void> {
  const { rows } = await transactions.pool.query<{ name: string; unsafe: boolean; owns: boolean }>(`
    SELECT rolname AS name, rolsuper OR rolbypassrls AS unsafe,
           EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'run' AND c.relowner = r.oid) AS owns
    FROM pg_roles r WHERE rolname = current_user`);
  const [role] = rows;
  if (role === undefined || role.unsafe || role.owns) {
    await transactions.close();
    throw new Error(
      `DATABASE_URL connects as "${role?.name ?? 'unknown'}", for whom row security does not hold ` +
        '(superuser, BYPASSRLS or table owner). Use the role steward_app; `npm run doctor` shows how.',
    );
  }
}
