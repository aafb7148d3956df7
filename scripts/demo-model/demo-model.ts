import type { ChatRequest } from './protocol.ts';
import { pickCalls } from './plays/generic.ts';
import { playOf } from './plays/registry.ts';
import { readScene } from './plays/scene.ts';
import type { Call, Scene } from './plays/scene.ts';
import { sendCall, sendReport } from './plays/send.ts';
import { fitArguments } from './plays/fit-arguments.ts';

/** What a model decides: tools to call, or its answer. */
export interface ModelReply {
  calls?: Call[];
  text?: string;
}

/**
 * The model that plays plausibly: first it reads what it needs, then sends what it was asked to send,
 * then answers. It decides from the conversation alone, so the same conversation gets the same reply.
 */
export function demoReply(request: ChatRequest): ModelReply {
  const scene = readScene(request);
  const play = playOf(scene.kind);
  const { toolChoice } = request;
  if (typeof toolChoice === 'object') {
    const named = request.tools.filter((tool) => tool.name === toolChoice.name);
    return { calls: named.map((tool) => ({ name: tool.name, arguments: fitArguments(tool, scene.input) })) };
  }
  if (toolChoice !== 'none') {
    const calls = nextCalls(scene);
    if (calls.length > 0) return { calls };
    if (toolChoice === 'required') return { calls: pickCalls(scene) };
  }
  const answer = play.answer(scene);
  const prose = request.responseFormat.type === 'text' && scene.kind !== 'text_reply';
  const report = prose ? sendReport(scene) : '';
  return { text: report === '' ? answer : `${answer}\n\n${report}` };
}

/** Reading comes first, then what the play does with it, then what it was asked to send. */
function nextCalls(scene: Scene): Call[] {
  const play = playOf(scene.kind);
  const reads = scene.results.length === 0 ? play.reads(scene) : [];
  if (reads.length > 0) return reads;
  const acts = play.acts?.(scene) ?? [];
  if (acts.length > 0) return acts;
  const send = sendCall(scene);
  return send ? [send] : [];
}
