/** One model call of a run: ask, judge, record. What was paid for is recorded before anything acts on it. */
import { Context } from '@temporalio/activity';
import type { ToolResultRecord } from '../../domain/kinds/define-kind.ts';
import { type NewLogEntry, spanIdOf } from '../../store/log-rows.ts';
import { classifyModelError, MAX_MODEL_ATTEMPTS, toApplicationFailure } from '../failures.ts';
import { countUnpaidAttempt, unpaidAttempts } from '../heartbeat.ts';
import type { ModelAnswer } from '../model/answer-reader.ts';
import { firstAttempt, GENAI } from '../telemetry.ts';
import { type Claim, claimBudget } from './budget-claim.ts';
import type { Asked } from './generation-entry.ts';
import { judgeAnswer } from './judge-answer.ts';
import { chargeLost, releaseClaim } from './lost-calls.ts';
import { type AskedRequest, requestOf } from './model-request.ts';
import { givenFacts, type PreparedRun } from './prepare.ts';
import { type AnswerMode, recordAnswer, type RecordedAnswer } from './record-answer.ts';
import type { RecordedWrite, RunSession, RunState } from './run-session.ts';
import { TokenStream } from './token-stream.ts';

/** There was no room in a budget, or the run is not the one that was read any more. */
export type Unasked = Exclude<Claim, { readonly reservationId: string }>;

export async function callModel(
  session: RunSession,
  state: RunState,
  turn: number,
  signal: AbortSignal,
): Promise<RecordedAnswer | Unasked> {
  const mode = nextMode(state);
  await session.deps.reach('before_model_call');
  const asked = await ask(session, state, { turn, mode, signal });
  if (!('answer' in asked)) return asked;
  await session.deps.reach('after_model_answered');
  const judgement = judgeAnswer(asked.answer, {
    kind: state.kind,
    spec: state.spec,
    tools: state.tools,
    rules: state.rules,
    granted: state.granted,
    mode,
    tainted: state.run.tainted,
    handedOn: state.handedOn,
    dryRun: state.run.dryRun,
    ofUnknownOutcome: state.steps.filter((step) => step.status === 'unknown'),
    output: {
      input: state.run.input as Record<string, unknown>,
      results: toolResults(state),
      given: givenFacts(state),
    },
  });
  const recorded = await recordAnswer(session, state, turn, { mode, asked, judgement });
  await session.deps.reach('after_model_recorded');
  return recorded;
}

/** The way the next answer is asked for: the fallback is chosen by the answer before it. */
function nextMode(state: RunState): AnswerMode {
  const last = state.steps.findLast((step) => step.kind === 'model');
  if (last?.status !== 'invalid' || state.kind.fallback === undefined) return 'normal';
  return (last.content as { nextMode?: string }).nextMode === 'fallback' ? 'fallback' : 'normal';
}

/** The answer of the first model of the chain that gives one, or what the run does instead of asking. */
async function ask(
  session: RunSession,
  state: RunState,
  question: { turn: number; mode: AnswerMode; signal: AbortSignal },
): Promise<Asked | Unasked> {
  const { deps } = session;
  const { turn, mode, signal } = question;
  const request = requestOf(state, mode);
  const chain = [state.spec.model.modelId ?? deps.defaultModel, ...state.spec.model.fallbackModels];
  const failovers: NewLogEntry[] = [];
  // One for the whole chain: what a model wrote before it failed must not mix with what the next one writes.
  const tokens = new TokenStream(session, turn, Context.current().info.attempt);
  let begin = beginOf(state);
  for (const [i, model] of chain.entries()) {
    const { bytes, maxTokens, promptLength } = request;
    const claim = await claimBudget(session, state, { turn, model, bytes, maxTokens, begin, failovers });
    if (!('reservationId' in claim)) return claim;
    if (begin?.prompt !== undefined) session.prepared(state);
    begin = undefined;
    const startedAt = Date.now();
    try {
      const answer = await askOne(session, state, { turn, model, isFirst: i === 0, request, signal, tokens });
      const promptSummary = `${request.messages.length} messages, ${promptLength} characters`;
      const durationMs = Date.now() - startedAt;
      return { answer, model, durationMs, promptSummary, failovers, claim };
    } catch (error) {
      // A cancel: whoever ends the run charges what is open.
      if (signal.aborted) throw signal.reason;
      const tried = { turn, model, next: chain[i + 1], seconds: (Date.now() - startedAt) / 1000 };
      failovers.push(await moveOn(session, claim.reservationId, error, tried));
    }
  }
  throw new Error('the chain of models is empty');
}

/** Closes the claim of a call that failed. The failover to the next model, or throws when there is none to go to now. */
async function moveOn(
  session: RunSession,
  reservationId: string,
  error: unknown,
  tried: { turn: number; model: string; next: string | undefined; seconds: number },
): Promise<NewLogEntry> {
  const failure = classifyModelError(error);
  if (failure === undefined) throw error;
  await (failure.served ? chargeLost(session, [reservationId]) : releaseClaim(session, reservationId));
  const { turn, model, next, seconds } = tried;
  const outcome = failure.retryable ? 'unavailable' : 'refused';
  session.deps.metrics.modelCalled({ model, outcome, seconds });
  const paid = Context.current().info.attempt - unpaidAttempts();
  const givenUp = !failure.retryable || paid >= MAX_MODEL_ATTEMPTS || session.deps.model.isPaused(model);
  if (next === undefined || !givenUp) {
    if (failure.paused) countUnpaidAttempt();
    throw toApplicationFailure(failure, paid);
  }
  return {
    entry: { kind: 'failover', fromPath: model, toPath: next, reason: failure.message },
    span: { turn },
  };
}

/** What the first claim on the budgets records besides: that the run begins, or goes on after waiting for them. */
function beginOf(state: RunState): RecordedWrite | undefined {
  if ('start' in state) return (state as PreparedRun).start;
  if (state.run.status !== 'waiting') return undefined;
  const resumed = {
    kind: 'system_event',
    event: 'state_changed',
    prevState: 'waiting',
    newState: 'running',
  } as const;
  return { change: { status: 'running' }, log: [{ entry: resumed }] };
}

interface Question {
  readonly turn: number;
  readonly model: string;
  /** Of the chain of models. */
  readonly isFirst: boolean;
  readonly request: AskedRequest;
  readonly signal: AbortSignal;
  readonly tokens: TokenStream;
}

function askOne(session: RunSession, state: RunState, question: Question): Promise<ModelAnswer> {
  const { deps, runId } = session;
  const { turn, model, request, signal, tokens } = question;
  return deps.telemetry
    .inSpan(
      {
        name: `chat ${model}`,
        traceId: state.run.traceId,
        ...(question.isFirst ? firstAttempt(spanIdOf(runId, turn, 'model')) : {}),
        parentSpanId: spanIdOf(runId, turn),
        kind: 'client',
        attributes: {
          [GENAI.operation]: 'chat',
          [GENAI.provider]: 'openai',
          [GENAI.requestModel]: model,
          [GENAI.serverAddress]: deps.model.serverAddress,
          [GENAI.conversationId]: runId,
        },
      },
      async (set) => {
        const onText = (text: string): void => tokens.add(text);
        const answer = await deps.model.complete({ ...request, model, signal, onText });
        set(answerAttributes(answer));
        return answer;
      },
    )
    .then(
      async (answer) => {
        await tokens.end();
        return answer;
      },
      async (error: unknown) => {
        await tokens.discard();
        throw error;
      },
    );
}

function answerAttributes({ model, usage, finishReason }: ModelAnswer) {
  return {
    [GENAI.responseModel]: model,
    [GENAI.inputTokens]: usage?.inputTokens ?? 0,
    [GENAI.outputTokens]: usage?.outputTokens ?? 0,
    [GENAI.cachedTokens]: usage?.cachedTokens ?? 0,
    [GENAI.finishReasons]: [finishReason ?? 'none'],
  };
}

function toolResults(state: RunState): ToolResultRecord[] {
  return state.steps.flatMap((step) =>
    step.kind === 'tool' && (step.status === 'succeeded' || step.status === 'failed')
      ? [{ turn: step.turn, callIndex: step.callIndex, toolName: step.toolName ?? '', result: step.result }]
      : [],
  );
}
