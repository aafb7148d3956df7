/**
 * Decides what a model's answer amounts to: tool calls to carry out, a final output, or nothing usable.
 * An answer with one bad call is refused whole: half a plan must not be executed.
 */
import { inDryRun, type SkippedCall } from '../../domain/approval/dry-run.ts';
import { decideToolCall, type PolicyAnswer } from '../../domain/approval/policy.ts';
import { askBeforeRepeating, type SameCall } from '../../domain/approval/repeats.ts';
import { writtenBy } from '../../domain/approval/taint.ts';
import { hiddenCharacterIn } from '../../domain/prompt/hidden-characters.ts';
import { blockedTopics } from '../../domain/rules/decide.ts';
import type { EffectiveRule } from '../../domain/rules/rule.ts';
import type { AgentSpec } from '../../domain/agent/agent-spec.ts';
import type { Kind, OutputContext } from '../../domain/kinds/define-kind.ts';
import { isStorable } from '../../domain/storable-json.ts';
import { policyFactsOf, type Tool } from '../../tools/define-tool.ts';
import { parseArgumentsOf } from '../../tools/registry.ts';
import type { Toolbox } from '../../tools/toolbox.ts';
import type { ModelAnswer, RawToolCall } from '../model/answer-reader.ts';
import type { ToolStepContent } from '../model/conversation.ts';
import { endOf } from '../model/finish-reason.ts';

export interface JudgedCall {
  readonly tool: Tool;
  readonly arguments: Record<string, unknown>;
  readonly argumentsHash: string;
  readonly policy: PolicyAnswer | SkippedCall;
  /** Without an owner's grant it would not be allowed. */
  readonly byGrant: boolean;
}

/** What the journal keeps of a call, for it to be carried out as it was judged. */
export function contentOf({
  arguments: args,
  byGrant,
  tool: { approvedAt },
}: Pick<JudgedCall, 'arguments' | 'byGrant' | 'tool'>): ToolStepContent {
  return {
    arguments: args,
    ...(byGrant ? { byGrant } : {}),
    ...(approvedAt === undefined ? {} : { toolApprovedAt: approvedAt.toISOString() }),
  };
}

export type Judgement =
  | { readonly type: 'calls'; readonly calls: readonly JudgedCall[] }
  | { readonly type: 'final'; readonly output: unknown }
  | { readonly type: 'invalid'; readonly problem: string; readonly unreadable: boolean };

export interface JudgeContext {
  readonly kind: Kind;
  readonly spec: AgentSpec;
  readonly tools: Toolbox;
  readonly rules: readonly EffectiveRule[];
  readonly granted: readonly string[];
  readonly mode: 'normal' | 'fallback';
  readonly tainted: boolean;
  /** Another agent's model wrote the input. */
  readonly handedOn: boolean;
  readonly dryRun: boolean;
  /** Calls of the run that may or may not have been carried out. */
  readonly ofUnknownOutcome: readonly SameCall[];
  readonly output: OutputContext;
}

const MAX_CALLS_PER_TURN = 32;

export function judgeAnswer(answer: ModelAnswer, ctx: JudgeContext): Judgement {
  if (answer.problem !== undefined) return invalid(`Your last answer could not be used: ${answer.problem}.`);
  const end = answer.finishReason === null ? 'broken' : endOf(answer.finishReason);
  if (end === 'cut') {
    return invalid(
      'Your last answer was cut off at the token limit. Nothing was executed. Answer more briefly.',
    );
  }
  if (end === 'withheld') {
    return invalid('Your last answer was withheld by the provider. Answer differently.');
  }
  if (end === 'broken') return invalid('Your last answer broke off. Nothing was executed. Answer again.');
  return answer.toolCalls.length > 0 ? judgeCalls(answer.toolCalls, ctx) : judgeFinal(answer.text, ctx);
}

function judgeFinal(text: string, ctx: JudgeContext): Judgement {
  const { kind, mode } = ctx;
  const read = mode === 'fallback' && kind.fallback ? kind.fallback.read(text) : kind.read(text, ctx.output);
  if (!read.ok) return { type: 'invalid', problem: read.problem, unreadable: true };
  const [blocked] = kind.answersCustomers === true ? blockedTopics(ctx, text, 'your answer') : [];
  if (blocked === undefined) return { type: 'final', output: read.output };
  return invalid(
    `Your last answer was withheld: ${blocked.reason}. Answer without that topic, for example that a colleague will take care of it.`,
  );
}

function judgeCalls(raw: readonly RawToolCall[], ctx: JudgeContext): Judgement {
  if (raw.length > MAX_CALLS_PER_TURN) {
    return invalid(
      `You asked for ${raw.length} tool calls at once; at most ${MAX_CALLS_PER_TURN} are possible.`,
    );
  }
  const ids = raw.map((call) => call.id).filter((id) => id !== '');
  if (new Set(ids).size !== ids.length) {
    return invalid(
      'Two of your tool calls had the same id. Nothing was executed. Ask again with different ids.',
    );
  }
  const judged = raw.map((call) => judgeCall(call, ctx));
  const problems = judged.filter((item) => typeof item === 'string');
  if (problems.length > 0) {
    return invalid(`Nothing was executed, because: ${problems.join('; ')}. Correct this and ask again.`);
  }
  return { type: 'calls', calls: judged as JudgedCall[] };
}

/** The call as it may be executed, or what is wrong with it. */
function judgeCall(call: RawToolCall, ctx: JudgeContext): JudgedCall | string {
  const tool = ctx.tools.find(call.name);
  if (tool === undefined || ctx.mode === 'fallback') {
    const offered =
      ctx.mode === 'fallback'
        ? 'none'
        : offeredTools(ctx.spec, ctx.tools)
            .map((item) => item.name)
            .join(', ') || 'none';
    return `there is no tool "${call.name.slice(0, 80)}" (tools: ${offered})`;
  }
  const json = parseArguments(call.arguments);
  if (!json.ok) return `the arguments of ${tool.name} are not valid JSON (${json.why})`;
  const parsed = parseArgumentsOf(tool, json.value);
  if (!parsed.ok) {
    const errors = parsed.errors
      .map((error) => `${error.pointer} ${error.message}`)
      .slice(0, 5)
      .join(', ');
    return `the arguments of ${tool.name} do not fit: ${errors}`;
  }
  const unfit = unfitCharacters(tool, parsed.value);
  if (unfit !== undefined) return `the arguments of ${tool.name} contain ${unfit}`;
  const decided = askBeforeRepeating(
    policyOf(tool, parsed.value, ctx),
    { toolName: tool.name, argumentsHash: parsed.hash },
    ctx.ofUnknownOutcome,
  );
  const policy = ctx.dryRun ? inDryRun(decided, tool.effect) : decided;
  return {
    tool,
    arguments: parsed.value as Record<string, unknown>,
    argumentsHash: parsed.hash,
    policy,
    byGrant: policy.verdict === 'allowed' && needsGrant(tool, parsed.value, ctx),
  };
}

/** Judged a second time only where there is a grant that could have made the difference. */
function needsGrant(tool: Tool, args: unknown, ctx: JudgeContext): boolean {
  if (!ctx.granted.includes(tool.name)) return false;
  return policyOf(tool, args, { ...ctx, granted: [] }).verdict !== 'allowed';
}

function policyOf(tool: Tool, args: unknown, ctx: JudgeContext): PolicyAnswer {
  if (tool.unavailable !== undefined) return { verdict: 'denied', reason: tool.unavailable };
  return decideToolCall({
    ...policyFactsOf(tool),
    arguments: args,
    spec: ctx.spec,
    rules: ctx.rules,
    granted: ctx.granted,
    tainted: ctx.tainted,
    ...(ctx.kind.inputIsOutsideText ? writtenBy(ctx.output.input, ctx) : {}),
  });
}

/** What cannot be stored, or would not be seen by whoever approves or receives it. */
function unfitCharacters({ effect, asksOutside = false }: Tool, args: unknown): string | undefined {
  if (!isStorable(args)) return 'a NUL character or half of a surrogate pair';
  const hidden = effect === 'pure' && !asksOutside ? undefined : hiddenCharacterIn(args);
  return hidden && `the invisible character ${hidden}; leave out what cannot be seen`;
}

/** Strictly parsed: "repaired" JSON is never executed. An empty string means no arguments. */
function parseArguments(text: string): { ok: true; value: unknown } | { ok: false; why: string } {
  if (text.trim() === '') return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, why: 'truncated or malformed' };
  }
}

export function offeredTools(spec: AgentSpec, tools: Toolbox): Tool[] {
  return spec.tools.allow
    .filter((name) => !spec.tools.deny.includes(name))
    .map((name) => tools.find(name))
    .filter((tool) => tool !== undefined && tool.unavailable === undefined) as Tool[];
}

function invalid(problem: string): Judgement {
  return { type: 'invalid', problem, unreadable: false };
}
