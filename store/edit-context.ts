/** What a run's calls are judged by, for edited arguments to be judged by the same. */
import { agentSpecSchema } from '../domain/agent/agent-spec.ts';
import type { EditContext } from '../domain/approval/judge-edit.ts';
import { readAppliedRules, resolveRules } from '../domain/rules/resolve-rules.ts';
import type { Scope } from './database.ts';
import type { Approval } from './generated/client.ts';
import { JournalStore } from './journal.store.ts';
import { RuleStore } from './rules.store.ts';

export async function editContextOf(
  scope: Scope,
  { runId, arguments: asked }: Pick<Approval, 'runId' | 'arguments'>,
): Promise<EditContext> {
  const { tx, organizationId } = scope;
  const run = await tx.run.findFirstOrThrow({ where: { id: runId, organizationId } });
  const facts = await new JournalStore(scope).facts(runId);
  if (facts === undefined) throw new Error(`there is no run ${runId}`);
  const spec = agentSpecSchema.parse(facts.spec);
  const { kind, input, tainted, agentId } = run;
  const { grantedTools: granted } = await tx.agent.findFirstOrThrow({
    where: { organizationId, id: agentId },
    select: { grantedTools: true },
  });
  const pinned = readAppliedRules(facts.appliedRules);
  const rules =
    pinned ??
    resolveRules({
      stored: await new RuleStore(scope).inForce(),
      agentRules: spec.rules,
      agentVersion: facts.versionNumber,
    });
  return { spec, rules, kind, input, handedOn: facts.handedOn, tainted, granted, asked };
}
