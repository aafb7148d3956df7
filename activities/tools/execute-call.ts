/** Runs one tool call and says how it ended. Knows nothing of the journal. */
import { Context } from '@temporalio/activity';
import { spanIdOf, traceIdOf } from '../../store/log-rows.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { RunStep } from '../../store/generated/client.ts';
import { StaleJournal } from '../../store/journal.store.ts';
import type { NewStep } from '../../store/journal-write.ts';
import { quotedWords } from '../../domain/prompt/outside-text.ts';
import { isDatabaseUnavailable } from '../../store/unavailable.ts';
import { OutcomeUnknown, provenanceOf, StartedChild, type Tool, ToolError } from '../../tools/define-tool.ts';
import type { ToolStepContent } from '../model/conversation.ts';
import type { RunSession, RunState } from '../runs/run-session.ts';
import { firstAttempt, GENAI } from '../telemetry.ts';
import { createToolContext } from './tool-context.ts';

/** A tool step, freshly recorded or read from the journal. */
export type ToolStep = Pick<RunStep, 'turn' | 'callIndex' | 'toolName' | 'effect' | 'content'>;

export function toToolStep({ turn, callIndex, toolName, effect, content }: NewStep): ToolStep {
  return {
    turn,
    callIndex,
    toolName: toolName ?? null,
    effect: effect ?? null,
    content: content as ToolStep['content'],
  };
}

export interface CallOutcome {
  /** `unknown`: it may or may not have happened. */
  readonly status: 'succeeded' | 'failed' | 'unknown';
  readonly result: unknown;
  readonly durationMs: number;
  /** Who wrote the result; undefined when it is the engine's own word. */
  readonly provenance: Provenance | undefined;
}

const MAX_RESULT_BYTES = 1_000_000;

export async function executeCall(
  session: RunSession,
  state: Pick<RunState, 'organization' | 'run' | 'tools'>,
  step: ToolStep,
  signal: AbortSignal,
): Promise<CallOutcome | StartedChild> {
  const startedAt = Date.now();
  const tool = state.tools.find(step.toolName ?? '');
  if (tool === undefined)
    return failed('tool_gone', `the tool ${step.toolName ?? ''} no longer exists`, startedAt);
  const obstacle = obstacleTo(tool, state.run);
  if (obstacle !== undefined) return failed(obstacle.code, obstacle.message, startedAt);
  const attributes = {
    [GENAI.operation]: 'execute_tool',
    [GENAI.toolName]: tool.name,
    [GENAI.toolCallId]: `${step.turn}:${step.callIndex}`,
  };
  try {
    const ctx = createToolContext(session, state, step, signal);
    const input = tool.input.parse((step.content as unknown as ToolStepContent).arguments);
    const raw = await session.deps.telemetry.inSpan(
      {
        name: `execute_tool ${tool.name}`,
        traceId: traceIdOf(session.runId),
        ...firstAttempt(spanIdOf(session.runId, step.turn, step.callIndex)),
        parentSpanId: spanIdOf(session.runId, step.turn),
        attributes,
      },
      () => tool.execute(input, ctx),
    );
    if (raw instanceof StartedChild) return raw;
    const result = tool.output.parse(raw);
    if (JSON.stringify(result).length > MAX_RESULT_BYTES) return tooLarge(tool, startedAt);
    return succeeded(result, startedAt, provenanceOf(tool));
  } catch (error) {
    // Such a message may repeat what the other side said.
    if (error instanceof ToolError)
      return { ...failed(error.code, error.message, startedAt), provenance: provenanceOf(tool) };
    return onUnexpected(session, step, error, startedAt, signal);
  }
}

/** What was done is done, whatever came back of it. */
function tooLarge({ effect }: Tool, startedAt: number): CallOutcome {
  if (effect === 'pure')
    return failed('result_too_large', 'the result is larger than 1 MB; ask for less', startedAt);
  const note = 'it was carried out; the answer is larger than 1 MB and was left out';
  return succeeded({ note }, startedAt, 'organization');
}

/** The policy has left these out already; this holds even if it had not. */
function obstacleTo({ unavailable, effect }: Tool, { dryRun }: Pick<RunState['run'], 'dryRun'>) {
  if (unavailable !== undefined) return { code: 'tool_unavailable', message: unavailable };
  return dryRun && effect !== 'pure' ? { code: 'skipped', message: 'dry run: nothing is done' } : undefined;
}

/** Then an idempotent effect that brings no answer is no longer repeated by itself. */
const MOST_ATTEMPTS = 4;

/**
 * An error nobody planned for: a reading tool is tried again or gives up; an effect is of unknown outcome. One that may
 * be repeated under its key is, a few times, before a person is asked.
 */
function onUnexpected(
  session: RunSession,
  step: ToolStep,
  error: unknown,
  startedAt: number,
  signal: AbortSignal,
): CallOutcome {
  // The run ended before its child could begin: there is nothing to record.
  if (error instanceof StaleJournal) throw error;
  if (step.effect === 'at_most_once') return unknown(session, step, error, startedAt);
  if (signal.aborted) throw signal.reason;
  if (isDatabaseUnavailable(error)) throw error;
  if (error instanceof OutcomeUnknown) return onLost(session, step, error, startedAt);
  session.deps.log.error(
    { err: error, runId: session.runId, tool: step.toolName },
    'a tool failed unexpectedly',
  );
  return failed('tool_failed', `${step.toolName ?? 'the tool'} failed unexpectedly`, startedAt);
}

function onLost(session: RunSession, step: ToolStep, error: OutcomeUnknown, startedAt: number): CallOutcome {
  if (step.effect === 'pure') return failed('no_answer', error.message, startedAt);
  if (Context.current().info.attempt < MOST_ATTEMPTS) throw error;
  return unknown(session, step, error, startedAt);
}

function unknown(session: RunSession, step: ToolStep, error: unknown, startedAt: number): CallOutcome {
  session.deps.log.warn(
    { err: error, runId: session.runId, tool: step.toolName },
    'an effect is of unknown outcome',
  );
  return {
    status: 'unknown',
    result: { message: whyUnknown(error) },
    durationMs: Date.now() - startedAt,
    provenance: undefined,
  };
}

/** An error of somebody else's making may say anything, to whoever decides and to whoever reads the timeline. */
function whyUnknown(error: unknown): string {
  if (error instanceof OutcomeUnknown) return error.message;
  if (isDatabaseUnavailable(error)) return 'the database did not answer while it was being carried out';
  const words = quotedWords(error instanceof Error ? error.message : String(error));
  return `it ended with an error, which is quoted from the other side: ${words}`;
}

function succeeded(result: unknown, startedAt: number, provenance: Provenance): CallOutcome {
  return { status: 'succeeded', result, durationMs: Date.now() - startedAt, provenance };
}

function failed(code: string, message: string, startedAt: number): CallOutcome {
  return {
    status: 'failed',
    result: { error: { code, message } },
    durationMs: Date.now() - startedAt,
    provenance: undefined,
  };
}
