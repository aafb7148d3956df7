/** Asks a model for the draft of an agent: a dry run of the organization's own builder or assistant. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import type { Draft } from '../../../domain/drafts/understand.ts';
import type { Proposal } from '../../../domain/drafts/merge-proposal.ts';
import { AppError } from '../../../domain/errors.ts';
import { agentBuilderKind } from '../../../domain/kinds/agent-builder.ts';
import { resolveRunLimits } from '../../../domain/run/resolve-limits.ts';
import type { Store } from '../../../store/database.ts';
import type { RunDetail } from '../../../store/run-queries.ts';
import { TOOLS } from '../../../tools/registry.ts';
import { hasEnded, type EndWait, waitForEnd } from '../runs/run-or-refuse.ts';
import { newSpec } from './agent-spec-input.ts';

/** A person is looking at the page meanwhile. */
const PATIENCE_S = 30;
const LONGEST_SENTENCE = 2000;
/** Who drafts: an agent made for it, else the one that answers members' questions. */
const DRAFTERS = [agentBuilderKind.name, 'assistant'];

export interface ProposalAnswer {
  readonly runId: string | null;
  readonly proposal: Proposal | undefined;
  /** Why there is no proposal. */
  readonly problem: string | undefined;
}

type Waiting = Omit<EndWait, 'runId' | 'seconds'>;

export async function proposeDraft(
  text: string,
  previous: Draft | undefined,
  waiting: Waiting,
): Promise<ProposalAnswer> {
  const runId = await waiting.transact((store) => start(store, text, previous)).catch(unlessKilled);
  if (runId === 'killed') return { runId: null, proposal: undefined, problem: 'a kill switch is on' };
  if (runId === undefined) {
    const problem = 'no active agent of kind assistant or agent_builder could be asked';
    return { runId: null, proposal: undefined, problem };
  }
  const detail = await waitForEnd({ ...waiting, runId, seconds: PATIENCE_S });
  if (!hasEnded(detail)) {
    // Nobody will read it any more: it should not go on costing money.
    await waiting.transact((store) => store.runs.requestCancel(runId, 'the draft was given up'));
    return { runId, proposal: undefined, problem: `there was no answer within ${String(PATIENCE_S)} s` };
  }
  return { runId, ...read(detail) };
}

/** The words alone still make a draft. */
function unlessKilled(error: unknown): 'killed' {
  if (error instanceof AppError && error.code === 'killed') return 'killed';
  throw error;
}

async function start(store: Store, text: string, previous: Draft | undefined): Promise<string | undefined> {
  const drafter = await findDrafter(store);
  if (drafter === undefined) return undefined;
  const { agent, version } = drafter;
  const own = agentSpecSchema.parse(version.spec);
  const draftSpec = newSpec(agentBuilderKind, { model: own.model, limits: own.limits });
  const { id } = await store.runs.create({
    agentId: agent.id,
    agentVersionId: version.id,
    kind: agentBuilderKind.name,
    trigger: 'manual',
    input: {
      // Half of a surrogate pair at the cut could not be stored.
      sentence: text.slice(0, LONGEST_SENTENCE).replace(/\p{Surrogate}$/u, ''),
      ...(previous === undefined
        ? {}
        : { current: { name: previous.name, kind: previous.kind, spec: previous.spec } }),
      tools: TOOLS.map(({ name, description }) => ({ name, description })),
    },
    goals: [],
    limits: resolveRunLimits(draftSpec.limits),
    dryRun: true,
    draftSpec,
  });
  return id;
}

async function findDrafter(store: Store) {
  for (const kind of DRAFTERS) {
    const [found] = (await store.agents.list({ kind, status: 'active' }, { limit: 1 })).rows;
    if (found !== undefined) return found;
  }
  return undefined;
}

function read({ run }: RunDetail): Pick<ProposalAnswer, 'proposal' | 'problem'> {
  if (run.status !== 'completed') {
    return { proposal: undefined, problem: run.errorMessage ?? `the run was ${run.status}` };
  }
  const parsed = agentBuilderKind.output.safeParse(run.output);
  if (parsed.success) return { proposal: parsed.data as Proposal, problem: undefined };
  return { proposal: undefined, problem: 'the answer was no draft of an agent' };
}
