/** The journal, told to the model as a chat: what it said, what came back, and what could not be used. */
import { createHash } from 'node:crypto';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { dataText, framed } from '../../domain/prompt/outside-text.ts';
import { isOutside, type OutsideProvenance, type Provenance } from '../../domain/provenance.ts';
import type { RunStep } from '../../store/generated/client.ts';

/** Content of a model step. */
export interface ModelStepContent {
  readonly text: string;
  readonly calls: number;
  readonly finishReason: string | null;
  readonly mode: 'normal' | 'fallback';
  /** What the model is told when the answer could not be used. */
  readonly problem?: string;
}

/** Content of a tool step. */
export interface ToolStepContent {
  readonly arguments: Record<string, unknown>;
  /** Set when a person changed the arguments before they were executed. */
  readonly edited?: boolean;
  /** It was allowed only by an owner's grant, which must still be there when it is carried out. */
  readonly byGrant?: true;
  /** When the remote tool that was judged had been approved; ISO 8601. */
  readonly toolApprovedAt?: string;
}

/** Characters of transcript sent to a model at most; older turns are left out, and the model is told so. */
const MAX_TRANSCRIPT = 300_000;

export function toMessages(
  systemPrompt: string,
  userMessage: string,
  steps: readonly RunStep[],
  turns: number,
): ChatCompletionMessageParam[] {
  const rounds = roundsOf(steps);
  const kept = keepRecent(rounds);
  const leftOut = turns - kept.length;
  const note: ChatCompletionMessageParam[] =
    leftOut > 0
      ? [{ role: 'user', content: `(${leftOut} earlier turns of this run are left out here for length.)` }]
      : [];
  return [
    { role: 'system', content: systemPrompt },
    { role: 'user', content: userMessage },
    ...note,
    ...kept.flat(),
  ];
}

function roundsOf(steps: readonly RunStep[]): ChatCompletionMessageParam[][] {
  return steps
    .filter((step) => step.kind === 'model')
    .map((model) =>
      toRound(
        model,
        steps.filter((step) => step.kind === 'tool' && step.turn === model.turn),
      ),
    );
}

function toRound(model: RunStep, calls: readonly RunStep[]): ChatCompletionMessageParam[] {
  const content = model.content as unknown as ModelStepContent;
  if (model.status === 'invalid') {
    // The raw answer is not repeated: broken arguments would make providers refuse the whole conversation.
    const said =
      content.text.trim() === '' ? '(an answer that could not be used)' : content.text.slice(0, 4000);
    return [
      { role: 'assistant', content: said },
      { role: 'user', content: content.problem ?? 'Your last answer could not be used.' },
    ];
  }
  const toolCalls = calls.map((call) => ({
    id: callId(call),
    type: 'function' as const,
    function: {
      name: call.toolName ?? '',
      arguments: JSON.stringify((call.content as unknown as ToolStepContent).arguments),
    },
  }));
  return [
    {
      role: 'assistant',
      content: content.text === '' ? null : content.text,
      ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    },
    ...calls.map((call) => ({
      role: 'tool' as const,
      tool_call_id: callId(call),
      content: resultText(call),
    })),
  ];
}

/** Our own ids: a provider's may be missing, doubled or reused. */
function callId(step: RunStep): string {
  return `call_${step.turn}_${step.callIndex}`;
}

function resultText(step: RunStep): string {
  const { edited, arguments: executed } = step.content as unknown as ToolStepContent;
  const shown =
    edited === true ? { note: 'a person edited the arguments', executed, result: step.result } : step.result;
  const data = dataText(shown);
  const provenance = step.provenance as Provenance | null;
  return isOutside(provenance) ? quoted(data, provenance, `${step.runId}:${callId(step)}`) : data;
}

/** `seed` is the same on each turn, so that a provider's prompt cache still hits, and nothing that the writer knows. */
export function quoted(data: string, writer: OutsideProvenance, seed: string): string {
  return framed(data, writer, createHash('sha256').update(seed).digest('hex').slice(0, 12));
}

function keepRecent(rounds: readonly ChatCompletionMessageParam[][]): ChatCompletionMessageParam[][] {
  const kept: ChatCompletionMessageParam[][] = [];
  let size = 0;
  for (const round of [...rounds].reverse()) {
    size += JSON.stringify(round).length;
    if (size > MAX_TRANSCRIPT && kept.length > 0) break;
    kept.unshift(round);
  }
  return kept;
}
