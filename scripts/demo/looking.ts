/** Stations at which we look at what runs here, and at what it left behind. */
import { Client } from '@temporalio/client';
import { loadConfig } from '../../config/env.ts';
import type { AgentView } from '../../domain/contracts/agents.ts';
import type { RunView } from '../../domain/contracts/runs.ts';
import type { ApiClient } from '../steward/api-client.ts';
import { withStackEnvironment } from '../stack/stack-environment.ts';
import { connectTemporal } from '../stack/temporal.ts';
import type { House } from './house.ts';
import type { Tour } from './tour.ts';

interface Readiness {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean }>>;
}

interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
}

export async function seeReadiness(tour: Tour, client: ApiClient): Promise<void> {
  tour.station('Everything that is needed answers');
  const { status, checks } = await client.get<Readiness>('/readyz');
  tour.check(status === 'ready', `the API is ready: ${Object.keys(checks).join(', ')}`, checks);
}

/** The active agents, one of each kind. */
export async function meetAgents(tour: Tour, client: ApiClient): Promise<Map<string, AgentView>> {
  tour.station('The organization has agents');
  const active = await client.all<AgentView>('/v1/agents?status=active');
  for (const { name, kind, isSystemDefault } of active) {
    tour.show(`${name} (${kind})${isSystemDefault ? ', as the platform made it' : ''}`);
  }
  tour.check(active.length > 0, `${String(active.length)} of them are active`);
  // The platform's own ones do what the tour says; what people made of theirs is theirs.
  const sorted = active.toSorted((a, b) => Number(a.isSystemDefault) - Number(b.isSystemDefault));
  return new Map(sorted.map((agent) => [agent.kind, agent]));
}

export async function verifyAudit({ client, tour }: House): Promise<void> {
  tour.station('The audit log shows when it was changed');
  const { ok, entries, head } = await client.get<Verification>('/v1/audit/verify');
  tour.check(ok, `its ${String(entries)} entries form one unbroken chain`, head);
  if (head === null) throw tour.contradiction('the decision of before stands in it');
  const { seq, hash } = head;
  const isKnown = async (noted: string): Promise<boolean> =>
    (await client.get<Verification>(`/v1/audit/verify?seq=${String(seq)}&hash=${noted}`)).ok;
  tour.check(await isKnown(hash), `which contains the head noted before, ${hash.slice(0, 12)}…`);
  const forged = `${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`;
  tour.check(!(await isKnown(forged)), 'and nobody can tell it another one');
}

/** Temporal's address is known on the machine of the embedded stack, or when the environment names it. */
export async function seeWorkflow({ tour }: House, run: RunView): Promise<void> {
  tour.station('The run was a workflow in Temporal');
  const isElsewhere = (process.env['STEWARD_URL'] ?? '') !== '';
  const config = loadConfig(isElsewhere ? process.env : withStackEnvironment(process.env));
  const { address, namespace } = config.temporal;
  if (address === undefined) {
    tour.show('Not looked at: TEMPORAL_ADDRESS is not set.');
    return;
  }
  const connection = await connectTemporal(config);
  try {
    const handle = new Client({ connection, namespace }).workflow.getHandle(run.temporalWorkflowId);
    const { type, status, historyLength } = await tour.until('the end of the workflow', async () => {
      const description = await handle.describe();
      return description.status.name === 'RUNNING' ? undefined : description;
    });
    tour.show(run.temporalUrl ?? run.temporalWorkflowId);
    tour.check(type === 'agentRun', 'its type is agentRun', type);
    tour.check(status.name === 'COMPLETED', `it completed after ${String(historyLength)} events`, status);
  } finally {
    await connection.close();
  }
}
