/**
 * The platform's own rows, as role steward_platform: its policies let it read and write only what belongs to no
 * organization, and read which organizations there are. Of an organization's agents nothing is visible but how many of
 * them have a skill of the platform.
 */
import { PLATFORM_CHAIN } from '../audit-chain.ts';
import { AuditStore } from '../audit.store.ts';
import { createClient, type Tx } from '../prisma.ts';
import { PlatformAgents } from './platform-agents.ts';
import { PlatformOrganizations } from './platform-organizations.ts';
import { PlatformSkills } from './platform-skills.ts';

export interface PlatformStore {
  readonly agents: PlatformAgents;
  readonly skills: PlatformSkills;
  /** What the platform's staff changed, in a chain of its own. */
  readonly audit: AuditStore;
  readonly organizations: PlatformOrganizations;
}

export interface PlatformDatabase {
  transact<T>(work: (store: PlatformStore) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function openPlatformDatabase(url: string, poolSize = 2): PlatformDatabase {
  const timeoutMs = 15_000;
  const prisma = createClient(url, {
    max: poolSize,
    connectionTimeoutMs: 5_000,
    statementTimeoutMs: timeoutMs,
  });
  return {
    transact: (work) =>
      prisma.$transaction((tx) => work(createStore(tx)), { timeout: timeoutMs, maxWait: 5_000 }),
    close: () => prisma.$disconnect(),
  };
}

function createStore(tx: Tx): PlatformStore {
  const audit = new AuditStore({ tx, organizationId: PLATFORM_CHAIN });
  return {
    agents: new PlatformAgents(tx, audit),
    skills: new PlatformSkills(tx),
    audit,
    organizations: new PlatformOrganizations(tx),
  };
}
