/** Tells the demo model what to say, over its own door. */
import { testDemoModel } from './stack.ts';

export interface RecordedRequest {
  readonly turn: number;
  readonly attempt: number;
  readonly completed: boolean;
  readonly aborted: boolean;
  readonly body: {
    readonly messages: readonly { role: string; content: string | null }[];
    readonly tools?: unknown[];
  } | null;
}

/** Registers a script; the answer is the model's name for an agent's `model.modelId`. */
export async function scriptModel(script: Record<string, unknown>): Promise<string> {
  const { url } = await testDemoModel();
  const response = await fetch(new URL('/demo/scripts', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(script),
  });
  const body = (await response.json()) as { model?: string };
  if (body.model === undefined) throw new Error(`the script was refused: ${JSON.stringify(body)}`);
  return body.model;
}

export async function requestsOf(model: string): Promise<readonly RecordedRequest[]> {
  const { url } = await testDemoModel();
  const response = await fetch(new URL(`/demo/requests?model=${model}`, url));
  return ((await response.json()) as { requests: RecordedRequest[] }).requests;
}
