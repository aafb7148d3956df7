/** get_workspace_needs_attention: what waits for somebody to act. */
import { z } from 'zod';
import type { LocalCalendar } from '../domain/schedule/local-calendar.ts';
import { calendarOf, countResult, limitArgument, periodOf } from './arguments.ts';
import { defineTool, type ObjectRecord, type ToolContext } from './define-tool.ts';
import { contactOf, numberOf, readAll, textOf } from './read-objects.ts';

const itemResult = z.strictObject({
  type: z.enum([
    'missed_call',
    'unanswered_message',
    'lead_without_reply',
    'overdue_invoice',
    'overdue_task',
  ]),
  title: z.string(),
  detail: z.string(),
  objectId: z.string(),
  since: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).describe('Since when it waits.'),
  amount: z.number().optional().describe('In euros.'),
});
type Item = z.output<typeof itemResult>;

export const getWorkspaceNeedsAttention = defineTool({
  name: 'get_workspace_needs_attention',
  description:
    'What waits for somebody to act: calls missed in the last 7 days and not followed by another call, unanswered ' +
    'messages, leads nobody has contacted, overdue invoices and overdue tasks. Each kind is listed longest waiting first.',
  effect: 'pure',
  risk: 'read',
  // Names are what people call themselves, and tasks are often made from what they wrote.
  returnsOutsideText: true,
  reads: ['call', 'message', 'lead', 'invoice', 'task'],
  input: z.strictObject({ limit: limitArgument }),
  output: z.strictObject({ total: countResult, items: z.array(itemResult) }),
  async execute({ limit }, ctx) {
    const calendar = calendarOf(ctx);
    const kinds = [
      await missedCalls(ctx, calendar),
      await unansweredMessages(ctx, calendar),
      await leadsWithoutReply(ctx, calendar),
      await overdueInvoices(ctx, calendar),
      await overdueTasks(ctx, calendar),
    ];
    return {
      total: kinds.reduce((sum, items) => sum + items.length, 0),
      items: inTurns(kinds).slice(0, limit),
    };
  },
});

/** One of each kind in turn, so that many of one kind do not push out the only one of another. */
function inTurns(kinds: readonly (readonly Item[])[]): Item[] {
  const rounds = Math.max(...kinds.map((items) => items.length));
  return Array.from({ length: rounds }, (_, round) =>
    kinds.flatMap((items) => items.slice(round, round + 1)),
  ).flat();
}

async function missedCalls(ctx: ToolContext, { isoOf }: LocalCalendar): Promise<Item[]> {
  const { from, to } = periodOf(ctx, 'last_7_days');
  const calls = await readAll(ctx, { type: 'call', from, to });
  const lastSpoken = new Map<string, Date>();
  for (const call of calls) if (call.status === 'handled') lastSpoken.set(contactOf(call), call.occurredAt);
  return calls
    .filter((call) => call.status === 'missed' && call.properties['direction'] !== 'outbound')
    .filter((call) => (lastSpoken.get(contactOf(call)) ?? call.occurredAt) <= call.occurredAt)
    .map((call) => ({
      type: 'missed_call',
      title: `Missed call from ${contactOf(call)}`,
      detail: 'Nobody has spoken to them since.',
      objectId: call.id,
      since: isoOf(call.occurredAt),
    }));
}

/** Says who wrote, not what: the texts are for tools whose results are treated as written by outsiders. */
async function unansweredMessages(ctx: ToolContext, { isoOf }: LocalCalendar): Promise<Item[]> {
  const messages = await readAll(ctx, { type: 'message', status: ['unanswered'] });
  return messages.map((message) => ({
    type: 'unanswered_message',
    title: `Unanswered message from ${contactOf(message)}`,
    detail: `Received by ${message.subtype ?? 'message'}.`,
    objectId: message.id,
    since: isoOf(message.occurredAt),
  }));
}

async function leadsWithoutReply(ctx: ToolContext, { isoOf }: LocalCalendar): Promise<Item[]> {
  const leads = await readAll(ctx, { type: 'lead', status: ['new'] });
  return leads.map((lead) => ({
    type: 'lead_without_reply',
    title: `No reply yet to ${lead.name}`,
    detail: `Lead from ${textOf(lead, 'source') ?? 'an unknown source'}.`,
    objectId: lead.id,
    since: isoOf(lead.occurredAt),
  }));
}

async function overdueInvoices(ctx: ToolContext, calendar: LocalCalendar): Promise<Item[]> {
  const today = calendar.dateOf(ctx.now);
  const unpaid = await readAll(ctx, { type: 'invoice', status: ['open', 'overdue'] });
  return (
    unpaid
      .map((invoice) => ({ invoice, due: dueDateOf(invoice) ?? calendar.dateOf(invoice.occurredAt) }))
      // Nobody need have marked an invoice as overdue for it to be so.
      .filter(({ invoice, due }) => invoice.status === 'overdue' || due < today)
      .sort((a, b) => (a.due < b.due ? -1 : Number(a.due > b.due)))
      .map(({ invoice, due }) => {
        const amount = numberOf(invoice, 'amount');
        return {
          type: 'overdue_invoice' as const,
          title: `Overdue invoice ${textOf(invoice, 'number') ?? invoice.name}`,
          detail: `${contactOf(invoice)} should have paid by ${due}.`,
          objectId: invoice.id,
          since: due,
          ...(amount !== undefined && { amount }),
        };
      })
  );
}

function dueDateOf(invoice: ObjectRecord): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(textOf(invoice, 'dueDate') ?? '')?.[0];
}

async function overdueTasks(ctx: ToolContext, calendar: LocalCalendar): Promise<Item[]> {
  const startOfToday = calendar.startOf(calendar.dateOf(ctx.now));
  const tasks = await readAll(ctx, { type: 'task', status: ['open'], to: startOfToday });
  return tasks.map((task) => ({
    type: 'overdue_task',
    title: task.name,
    detail: `Priority ${textOf(task, 'priority') ?? 'medium'}, ${assignedTo(task)}.`,
    objectId: task.id,
    since: calendar.dateOf(task.occurredAt),
  }));
}

function assignedTo(task: ObjectRecord): string {
  const assignee = textOf(task, 'assignee');
  return assignee === undefined ? 'assigned to nobody' : `assigned to ${assignee}`;
}
