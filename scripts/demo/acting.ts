/** Stations at which an agent wants to write to somebody outside, which a person, a rule or a dry run stands before. */
import type { ApprovalView } from '../../domain/contracts/approvals.ts';
import type { RuleSimulation } from '../../domain/contracts/rules.ts';
import type { RunView } from '../../domain/contracts/runs.ts';
import { Refusal } from '../steward/failure.ts';
import { agentOf, callsOf, checkCompleted, complete, ended, type House, start } from './house.ts';

const TOOL = 'send_message';
/** A number that nobody has. */
const TO = '+491555550123';
const ASKED = 'The course begins at nine.';
const EDITED = 'The course begins at ten, not at nine.';
const INPUT = { period: 'today', sections: ['tasks'], prompt: `Then send "${ASKED}" to ${TO}.` };

/** Answers the run that is over. */
export async function decide(house: House): Promise<RunView> {
  const { client, tour } = house;
  tour.station('An agent wants to send a message, and waits for a person');
  const run = await start(house, { agentId: agentOf(house, 'custom_report').id, input: INPUT });
  const approval = await tour.until('an approval', () => pendingOf(house, run));
  tour.show(`${approval.toolName} ${JSON.stringify(approval.arguments)}`);
  tour.check(approval.arguments['text'] === ASKED, 'it asks to send what it was told to', approval.arguments);
  const before = await callsOf(house, run, TOOL);
  tour.check(before.length === 0, 'nothing has been sent yet', before);

  tour.station('The person edits the message and approves');
  const instead = { ...approval.arguments, text: EDITED };
  const path = `/v1/approvals/${approval.id}/decision`;
  const decided = await client.post<ApprovalView>(path, { decision: 'edit', arguments: instead });
  const { status, decidedArguments } = decided.body;
  tour.check(status === 'edited', `the decision is kept: ${decided.body.decidedBy ?? ''}`, status);
  tour.check(decidedArguments?.['text'] === EDITED, 'with the words of the person', decidedArguments);
  const second = await client.post(path, { decision: 'approve' }).catch((error: unknown) => error);
  const isRefused = second instanceof Refusal && second.problem.code === 'approval_already_decided';
  tour.check(isRefused, 'a second decision comes too late, and learns who was first', second);
  const over = await ended(house, run);
  checkCompleted(house, over);
  const calls = await callsOf(house, run, TOOL);
  for (const call of calls) tour.show(`${call.status}: ${JSON.stringify(call.output)}`);
  const sent = calls.filter((call) => call.status === 'succeeded');
  tour.check(calls.length === 1 && sent.length === 1, 'the message was delivered exactly once', calls);
  const { text } = sent[0]?.input as { text?: string };
  tour.check(text === EDITED, 'in the edited words', text);
  return over;
}

async function pendingOf({ client }: House, { id }: RunView): Promise<ApprovalView | undefined> {
  const open = await client.all<ApprovalView>(`/v1/approvals?runId=${id}&status=pending`);
  return open.find(({ toolName }) => toolName === TOOL);
}

export async function askRules(house: House): Promise<void> {
  const { client, tour } = house;
  tour.station('The rules can be asked what they would say, without doing anything');
  const call = { toolName: TOOL, arguments: { channel: 'simulator', to: TO, text: ASKED } };
  const ask = async (kind: string): Promise<RuleSimulation> => {
    const body = { agentId: agentOf(house, kind).id, ...call };
    const answer = (await client.post<RuleSimulation>('/v1/rules/simulate', body)).body;
    tour.show(`${kind}: ${answer.verdict}, ${answer.reason}`);
    return answer;
  };
  const [report, reply] = [await ask('custom_report'), await ask('text_reply')];
  tour.check(report.verdict === 'needs_approval', 'who reports may send, when a person agrees', report);
  tour.check(reply.verdict === 'denied', 'who only suggests replies may not send at all', reply);
}

export async function runDry(house: House): Promise<void> {
  const { client, tour } = house;
  tour.station('A dry run reads, and does nothing else');
  const agentId = agentOf(house, 'custom_report').id;
  const run = await complete(house, { agentId, input: INPUT, dryRun: true });
  const calls = await callsOf(house, run, TOOL);
  for (const { status, output } of calls) tour.show(`${status}: ${JSON.stringify(output)}`);
  const skipped = calls.filter(({ status }) => status === 'skipped');
  const isAllSkipped = calls.length > 0 && skipped.length === calls.length;
  tour.check(isAllSkipped, 'the message was left out, and the log says what would have been done', calls);
  const asked = await client.all<ApprovalView>(`/v1/approvals?runId=${run.id}`);
  tour.check(asked.length === 0, 'nobody was asked anything', asked);
}
