/** The same run as bare Temporal: one activity a step, the transcript carried through the workflow. */
import { proxyActivities } from '@temporalio/workflow';
import type { BareActivities, BareMessage } from './bare.activities.ts';

const { callModel, runTool } = proxyActivities<BareActivities>({ startToCloseTimeout: '1m' });

export async function bareRun(model: string): Promise<string> {
  const messages: BareMessage[] = [
    { role: 'system', content: 'You look things up.' },
    { role: 'user', content: 'Look twice, then answer.' },
  ];
  for (;;) {
    const answer = await callModel(model, messages);
    messages.push(answer);
    if (answer.tool_calls === undefined || answer.tool_calls.length === 0) return answer.content ?? '';
    for (const call of answer.tool_calls) {
      messages.push({ role: 'tool', tool_call_id: call.id, content: await runTool(call.function.name) });
    }
  }
}
