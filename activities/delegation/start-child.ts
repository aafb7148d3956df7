/** Starts the run of another agent that a call asks for, once: the call of a parent has one child. */
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { AppError } from '../../domain/errors.ts';
import { fromPublicId, toPublicId } from '../../domain/ids.ts';
import { findKind } from '../../domain/kinds/registry.ts';
import { MAX_DEPTH, shareOf, type Spent } from '../../domain/run/delegation.ts';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../domain/run/limits.ts';
import { resolveRunLimits } from '../../domain/run/resolve-limits.ts';
import type { Store } from '../../store/database.ts';
import type { Candidate, OpenParent } from '../../store/delegations.store.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import { type ChildRequest, StartedChild, ToolError } from '../../tools/define-tool.ts';
import type { RunSession } from '../runs/run-session.ts';

export interface ParentCall {
  readonly turn: number;
  readonly callIndex: number;
}

export async function startChild(
  session: RunSession,
  call: ParentCall,
  request: ChildRequest,
): Promise<StartedChild> {
  try {
    const runId = await session.transact((store) => start(store, session.runId, call, request));
    return new StartedChild(runId);
  } catch (error) {
    // The kill switch of the other agent: the model is told, and may do without.
    if (error instanceof AppError) throw new ToolError(error.code, error.detail);
    throw error;
  }
}

async function start(
  store: Store,
  parentRunId: string,
  call: ParentCall,
  request: ChildRequest,
): Promise<string> {
  const started = await store.delegations.childOf(parentRunId, call.turn, call.callIndex);
  if (started !== undefined) return started;
  const target = await findTarget(store, parentRunId, request);
  await refuseIfRenamed(store, target, { runId: parentRunId, ...call }, request);
  // The switches and the agent are held before the parent: the kill switch locks in that order, too.
  await store.runs.refuseIfKilled(target.id);
  const current = await store.agents.getCurrent(target.id);
  if (current?.agent.status !== 'active') throw unknownAgent(request, []);
  const parent = await store.delegations.lockParent(parentRunId);
  if (parent === undefined) throw new StaleJournal(`run ${parentRunId} starts nothing any more`);
  if (parent.depth >= MAX_DEPTH) {
    throw new ToolError('too_deep', `this run is ${String(MAX_DEPTH)} agents deep already: do it yourself`);
  }
  const spec = agentSpecSchema.parse(current.version.spec);
  const share = await shareFor(store, parentRunId, parent, request);
  const { id } = await store.runs.create({
    agentId: target.id,
    agentVersionId: current.version.id,
    kind: target.kind,
    trigger: 'parent_run',
    startedBy: startedBy(parent),
    input: parseInput(target, request),
    goals: [request.task],
    limits: resolveRunLimits(spec.limits, share),
    parent: { runId: parentRunId, depth: parent.depth + 1, tainted: parent.tainted, ...call },
  });
  return id;
}

/** Whoever started the family: they must not approve what they set off themselves where two are wanted. */
function startedBy({ startedBy: label, startedByPersonId }: OpenParent) {
  return label === null ? undefined : { label, personId: startedByPersonId ?? undefined };
}

/** Only agents that the spec of this run names: being allowed the tool is not being allowed every agent. */
async function findTarget(store: Store, parentRunId: string, request: ChildRequest): Promise<Candidate> {
  const facts = await store.journal.facts(parentRunId);
  const { delegates } = agentSpecSchema.parse(facts?.spec ?? {});
  const ids = delegates.flatMap((id) => fromPublicId('agent', id) ?? []);
  const candidates = await store.delegations.candidates(ids);
  const { agentId, agentName = '' } = request;
  const wanted = comparable(agentName);
  const fitting = candidates.filter(({ id, name }) =>
    agentId === undefined ? comparable(name) === wanted : toPublicId('agent', id) === agentId,
  );
  const [target] = fitting;
  if (target === undefined) throw unknownAgent(request, candidates);
  if (fitting.length === 1) return target;
  const ofThatName = fitting.map(({ id }) => toPublicId('agent', id)).join(', ');
  throw new ToolError('ambiguous_agent', `there are several agents of that name; give the id: ${ofThatName}`);
}

const comparable = (name: string) => name.trim().toLowerCase();

/** Whoever approved the call has read a name: it stands for the agent that had it then. */
async function refuseIfRenamed(
  store: Store,
  { id, name }: Candidate,
  { runId, turn, callIndex }: ParentCall & { readonly runId: string },
  { agentId }: ChildRequest,
): Promise<void> {
  if (agentId !== undefined) return;
  const then = await store.delegations.nameWhenAsked(id, runId, turn, callIndex);
  if (comparable(then) === comparable(name)) return;
  const message = `the agent that is called "${name}" now had another name when this was asked for; ask again, by the id of the one that is meant`;
  throw new ToolError('agent_renamed', message);
}

function unknownAgent({ agentId, agentName }: ChildRequest, candidates: readonly Candidate[]): ToolError {
  const known = candidates.map(({ id, name }) => `${name} (${toPublicId('agent', id)})`).join(', ');
  const who = known === '' ? 'there is none at present' : `there are ${known}`;
  return new ToolError('unknown_agent', `you may not ask an agent "${agentId ?? agentName ?? ''}"; ${who}`);
}

async function shareFor(store: Store, parentRunId: string, parent: OpenParent, request: ChildRequest) {
  const limits = { ...DEFAULT_RUN_LIMITS, ...(parent.limits as Partial<RunLimits>) };
  const family = await store.delegations.spent(parentRunId);
  const spent: Spent = {
    costMicroUsd: Number(parent.costMicroUsd) + family.costMicroUsd,
    tokens: Number(parent.tokens) + family.tokens,
  };
  const share = shareOf(limits, spent, request);
  if (share !== undefined) return share;
  throw new ToolError(
    'no_budget_left',
    'the limits of this run leave nothing to hand on: do it yourself, or end',
  );
}

function parseInput(
  { name, kind: kindName }: Candidate,
  { input = {} }: ChildRequest,
): Record<string, unknown> {
  const kind = findKind(kindName);
  if (kind === undefined) throw new ToolError('unknown_agent', `the agent ${name} cannot run here`);
  const parsed = kind.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `/${issue.path.map(String).join('/')} ${issue.message}`,
  );
  throw new ToolError('invalid_input', `the input does not fit ${name}: ${problems.slice(0, 5).join(', ')}`);
}
