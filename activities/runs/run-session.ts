/** One activity's view of one run: its ids, its state as last read, and the way to record what happens. */
import { type AgentSpec, agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { effectiveAutonomy } from '../../domain/approval/policy.ts';
import type { Kind } from '../../domain/kinds/define-kind.ts';
import { findKind } from '../../domain/kinds/registry.ts';
import { requireUuid } from '../../domain/ids.ts';
import type { RunStatus } from '../../domain/run/run-status.ts';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../domain/run/limits.ts';
import type { Granularity } from '../../domain/temporal/agent-run.ts';
import type { BudgetAlert } from '../../store/budget-sql.ts';
import type { Store } from '../../store/database.ts';
import { readAppliedRules, resolveRules } from '../../domain/rules/resolve-rules.ts';
import type { EffectiveRule } from '../../domain/rules/rule.ts';
import type { RunStep } from '../../store/generated/client.ts';
import { isMcpToolName } from '../../domain/mcp/tool-name.ts';
import type { PromptPart } from '../../domain/prompt/assemble.ts';
import type { PinnedFacts } from '../../store/journal.store.ts';
import type { JournalWrite } from '../../store/journal-write.ts';
import type { RunRow } from '../../store/runs.store.ts';
import { delegatesOffered } from '../../tools/delegate-to-agent.ts';
import { mcpTool } from '../../tools/mcp-tool.ts';
import { type Toolbox, toolboxWith } from '../../tools/toolbox.ts';
import type { ActivityDeps } from '../deps.ts';
import { countWrite } from '../metrics.ts';
import { traceRun } from './trace-run.ts';

/** Turns of the journal that are read: enough context for a model, bounded for a run of a thousand turns. */
const TURNS_READ = 40;

export interface RunState {
  readonly run: RunRow;
  readonly spec: AgentSpec;
  readonly kind: Kind;
  readonly limits: RunLimits;
  readonly steps: readonly RunStep[];
  readonly agentName: string;
  readonly organization: { readonly name: string; readonly timeZone: string };
  /** Empty until the run has been prepared. */
  readonly prompt: readonly PromptPart[];
  /** As resolved when the run was prepared: a later change of a rule is none of its business. */
  readonly rules: readonly EffectiveRule[];
  /** As they are now: what was withdrawn or has changed since the start is not used any more. */
  readonly tools: Toolbox;
  /** Tools that an owner lets the agent use unasked, as they are now. */
  readonly granted: readonly string[];
  /** Another agent's model wrote the input: of this run, or of the one that it repeats. */
  readonly handedOn: boolean;
  /** What the prompt is still to be made from; only before the run is prepared. */
  readonly sources?: PromptSources;
}

export interface PromptSources {
  readonly skills: Awaited<ReturnType<Store['skills']['forPrompt']>>;
  readonly delegates: Awaited<ReturnType<Store['delegations']['candidates']>>;
  readonly outputs: Awaited<ReturnType<Store['prompts']['recentOutputs']>>;
}

async function readTools(store: Store, { tools: { allow } }: AgentSpec): Promise<Toolbox> {
  return toolboxWith(allow.some(isMcpToolName) ? (await store.mcp.callable()).map(mcpTool) : []);
}

/** Only who acts on its own is helped by a grant. */
async function readGrants(store: Store, spec: AgentSpec, agentId: string): Promise<readonly string[]> {
  return effectiveAutonomy(spec) === 'autonomous' ? store.agentGrants.get(agentId) : [];
}

/** Answers of other agents that a prompt shows at most. */
const OUTPUTS_SHOWN = 5;

async function readSources(store: Store, spec: AgentSpec, agentId: string): Promise<PromptSources> {
  return {
    skills: await store.skills.forPrompt(spec.skillIds),
    delegates: await store.delegations.candidates(delegatesOffered(spec)),
    outputs: await store.prompts.recentOutputs(agentId, OUTPUTS_SHOWN),
  };
}

export interface RunRef {
  readonly organizationId: string;
  readonly runId: string;
}

export class RunSession {
  readonly deps: ActivityDeps;
  readonly organizationId: string;
  readonly runId: string;
  readonly granularity: Granularity;
  #facts: PinnedFacts | undefined;
  #row: RunRow | undefined;

  /** `ref` carries public ids, as the workflow does. */
  constructor(deps: ActivityDeps, ref: RunRef & { granularity?: Granularity }) {
    this.deps = deps;
    this.organizationId = requireUuid('organization', ref.organizationId);
    this.runId = requireUuid('run', ref.runId);
    this.granularity = ref.granularity ?? 'turn';
  }

  transact<T>(work: (store: Store) => Promise<T>): Promise<T> {
    return this.deps.database.transact(this.organizationId, work);
  }

  /** The row alone: a run whose kind or agent can no longer be read must still be able to end. */
  async row(): Promise<RunRow> {
    this.#row = await this.transact((store) => store.runs.get(this.runId));
    if (this.#row === undefined) throw new Error(`there is no run ${this.runId}`);
    return this.#row;
  }

  async load(): Promise<RunState> {
    // Before the run is prepared its prompt is still to come: such facts are not yet the last word.
    const known = this.#facts?.promptParts === null ? undefined : this.#facts;
    const { state, facts, spec, pinned, tools, granted, sources } = await this.transact(async (store) => {
      const state = await store.journal.load(this.runId, TURNS_READ, known);
      if (state === undefined) throw new Error(`there is no run ${this.runId}`);
      const { facts } = state;
      const spec = agentSpecSchema.parse(facts.spec);
      const pinned = readAppliedRules(facts.appliedRules);
      const { agentId } = state.run;
      return {
        facts,
        state,
        spec,
        tools: await readTools(store, spec),
        granted: await readGrants(store, spec, agentId),
        pinned: pinned === undefined ? { stored: await store.rules.inForce() } : { rules: pinned },
        sources: facts.promptParts === null ? await readSources(store, spec, agentId) : undefined,
      };
    });
    this.#row = state.run;
    const kind = findKind(state.run.kind);
    if (kind === undefined) throw new Error(`there is no kind ${state.run.kind}`);
    this.#facts = facts;
    return {
      run: state.run,
      spec,
      kind,
      limits: { ...DEFAULT_RUN_LIMITS, ...(state.run.limits as Partial<RunLimits>) },
      steps: state.steps,
      agentName: facts.agentName,
      handedOn: facts.handedOn,
      organization: facts.organization,
      tools,
      granted,
      prompt: (facts.promptParts ?? []) as PromptPart[],
      rules:
        pinned.rules ??
        resolveRules({ stored: pinned.stored, agentRules: spec.rules, agentVersion: facts.versionNumber }),
      ...(sources === undefined ? {} : { sources }),
    };
  }

  /** The run has been prepared with these: they need not be read again. */
  prepared({ prompt, rules }: Pick<RunState, 'prompt' | 'rules'>): void {
    if (this.#facts !== undefined) this.#facts = { ...this.#facts, promptParts: prompt, appliedRules: rules };
  }

  /** Records atomically, then tells the watchers. `also` runs in the same transaction, after the write. */
  async record(write: RecordedWrite, also?: (store: Store) => Promise<void>): Promise<void> {
    await this.transition(async (store) => {
      await this.write(store, write);
      await also?.(store);
      return { result: undefined, written: write };
    });
  }

  /**
   * Decides and records in one transaction. `work` takes its locks and calls `write` itself, budgets before runs; what it
   * says it has written is told to the watchers once it is committed.
   */
  async transition<T>(
    work: (store: Store) => Promise<{ readonly result: T; readonly written?: RecordedWrite | undefined }>,
  ): Promise<T> {
    const { result, written } = await this.transact(work);
    if (written === undefined) return result;
    this.deps.runChanged(this.runId);
    countWrite(this.deps.metrics, this.#row, written);
    await traceRun(this, written);
    return result;
  }

  /** Tells of an end that was written elsewhere, as if it had been recorded here. */
  async tellEnd(): Promise<void> {
    const { status, ...run } = await this.row();
    const written: RecordedWrite = { change: { status: status as RunStatus } };
    countWrite(this.deps.metrics, run, written);
    await traceRun(this, written);
  }

  /** The caps of which people must hear; see {@link JournalWrite.payment}. */
  write(store: Store, write: RecordedWrite): Promise<readonly BudgetAlert[]> {
    return store.journal.record({ ...write, runId: this.runId });
  }
}

/** A write of this session's run. */
export type RecordedWrite = Omit<JournalWrite, 'runId'>;
