/** One model call of a run: ask, judge, record. What was paid for is recorded before anything acts on it. */
import { Context } from '@temporalio/activity';
import { z } from 'zod';
import { promptText } from '../../domain/prompt/assemble.ts';
import type { ToolResultRecord } from '../../domain/kinds/define-kind.ts';
import { type NewLogEntry, spanIdOf } from '../../store/log-rows.ts';
import type { Tool } from '../../tools/define-tool.ts';
import { classifyModelError, MAX_MODEL_ATTEMPTS, toApplicationFailure } from '../failures.ts';
import type { ModelAnswer } from '../model/answer-reader.ts';
import { toMessages } from '../model/conversation.ts';
import { firstAttempt, GENAI } from '../telemetry.ts';
import { judgeAnswer, offeredTools } from './judge-answer.ts';
import { givenFacts, userMessageOf } from './prepare.ts';
import type { Asked } from './generation-entry.ts';
import { type AnswerMode, recordAnswer, type RecordedAnswer } from './record-answer.ts';
import type { RunSession, RunState } from './run-session.ts';
import { TokenStream } from './token-stream.ts';

const DEFAULT_MAX_TOKENS = 4096;

export async function callModel(
  session: RunSession,
  state: RunState,
  turn: number,
  signal: AbortSignal,
): Promise<RecordedAnswer> {
  const mode = nextMode(state);
  session.deps.reach('before_model_call');
  const asked = await ask(session, state, { turn, mode, signal, system: promptText(state.prompt) });
  session.deps.reach('after_model_answered');
  const judgement = judgeAnswer(asked.answer, {
    kind: state.kind,
    spec: state.spec,
    rules: state.rules,
    mode,
    tainted: state.run.tainted,
    dryRun: state.run.dryRun,
    output: {
      input: state.run.input as Record<string, unknown>,
      results: toolResults(state),
      given: givenFacts(state),
    },
  });
  const recorded = await recordAnswer(session, state, turn, { mode, asked, judgement });
  session.deps.reach('after_model_recorded');
  return recorded;
}

/** The way the next answer is asked for: the fallback is chosen by the answer before it. */
function nextMode(state: RunState): AnswerMode {
  const last = state.steps.findLast((step) => step.kind === 'model');
  if (last?.status !== 'invalid' || state.kind.fallback === undefined) return 'normal';
  return (last.content as { nextMode?: string }).nextMode === 'fallback' ? 'fallback' : 'normal';
}

async function ask(
  session: RunSession,
  state: RunState,
  question: { turn: number; mode: AnswerMode; signal: AbortSignal; system: string },
): Promise<Asked> {
  const { deps } = session;
  const { turn, mode, signal, system } = question;
  const attempt = Context.current().info.attempt;
  const messages = toMessages(system, userMessageOf(state), state.steps, state.run.turns);
  const promptLength = JSON.stringify(messages).length;
  const chain = [state.spec.model.modelId ?? deps.defaultModel, ...state.spec.model.fallbackModels];
  const failovers: NewLogEntry[] = [];
  for (const [i, model] of chain.entries()) {
    const tokens = new TokenStream(session, turn, attempt);
    const startedAt = Date.now();
    try {
      const answer = await askOne(session, state, {
        turn,
        model,
        isFirst: i === 0,
        messages,
        mode,
        signal,
        onText: (text) => tokens.add(text),
      });
      const promptSummary = `${messages.length} messages, ${promptLength} characters`;
      return { answer, model, durationMs: Date.now() - startedAt, promptSummary, promptLength, failovers };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = classifyModelError(error);
      if (failure === undefined) throw error;
      const outcome = failure.retryable ? 'unavailable' : 'refused';
      deps.metrics.modelCalled({ model, outcome, seconds: (Date.now() - startedAt) / 1000 });
      const next = chain[i + 1];
      const givenUp = !failure.retryable || attempt >= MAX_MODEL_ATTEMPTS;
      if (next === undefined || !givenUp) throw toApplicationFailure(failure, attempt);
      failovers.push({
        entry: { kind: 'failover', fromPath: model, toPath: next, reason: failure.message },
        span: { turn },
      });
    } finally {
      await tokens.end();
    }
  }
  throw new Error('the chain of models is empty');
}

interface Question {
  readonly turn: number;
  readonly model: string;
  /** Of the chain of models. */
  readonly isFirst: boolean;
  readonly messages: ReturnType<typeof toMessages>;
  readonly mode: AnswerMode;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

function askOne(session: RunSession, state: RunState, question: Question): Promise<ModelAnswer> {
  const { deps, runId } = session;
  const { kind, spec } = state;
  const wantsJson =
    question.mode === 'normal' && kind.outputFormat === 'json' && kind.modelOutput !== undefined;
  const tools = question.mode === 'fallback' ? [] : offeredTools(spec).map(toolSchema);
  return deps.telemetry.inSpan(
    {
      name: `chat ${question.model}`,
      traceId: state.run.traceId,
      ...(question.isFirst ? firstAttempt(spanIdOf(runId, question.turn, 'model')) : {}),
      parentSpanId: spanIdOf(runId, question.turn),
      kind: 'client',
      attributes: {
        [GENAI.operation]: 'chat',
        [GENAI.provider]: 'openai',
        [GENAI.requestModel]: question.model,
        [GENAI.serverAddress]: deps.model.serverAddress,
        [GENAI.conversationId]: runId,
      },
    },
    async (set) => {
      const answer = await deps.model.complete({
        model: question.model,
        messages: question.messages,
        tools,
        ...(wantsJson ? { jsonSchema: { name: kind.name, schema: jsonSchemaOf(kind.modelOutput) } } : {}),
        ...(spec.model.temperature === undefined ? {} : { temperature: spec.model.temperature }),
        maxTokens: spec.model.maxTokens ?? DEFAULT_MAX_TOKENS,
        signal: question.signal,
        onText: question.onText,
      });
      set(answerAttributes(answer));
      return answer;
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

const toolSchemas = new Map<
  string,
  { type: 'function'; function: { name: string; description: string; parameters: Record<string, unknown> } }
>();

function toolSchema(tool: Tool) {
  const known = toolSchemas.get(tool.name);
  if (known !== undefined) return known;
  const { name, description } = tool;
  const made = {
    type: 'function' as const,
    function: { name, description, parameters: jsonSchemaOf(tool.input) },
  };
  toolSchemas.set(name, made);
  return made;
}

const jsonSchemas = new WeakMap<z.ZodType, Record<string, unknown>>();

function jsonSchemaOf(schema: z.ZodType | undefined): Record<string, unknown> {
  if (schema === undefined) return {};
  const known = jsonSchemas.get(schema);
  if (known !== undefined) return known;
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
  jsonSchemas.set(schema, made);
  return made;
}
