/**
 * The platform's own rows, as role steward_platform: its policies let it read and write only what belongs to no
 * organization, and read which organizations there are. Not a single row of an organization's agents is visible.
 */
import { createClient } from '../prisma.ts';
import { PlatformAgents } from './platform-agents.ts';
import { PlatformOrganizations } from './platform-organizations.ts';

export interface PlatformStore {
  readonly agents: PlatformAgents;
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
      prisma.$transaction(
        (tx) => work({ agents: new PlatformAgents(tx), organizations: new PlatformOrganizations(tx) }),
        { timeout: timeoutMs, maxWait: 5_000 },
      ),
    close: () => prisma.$disconnect(),
  };
}
