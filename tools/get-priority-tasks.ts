/** get_priority_tasks: what is to be done first. */
import { z } from 'zod';
import { addDays } from '../domain/schedule/local-calendar.ts';
import { calendarOf, countResult, limitArgument } from './arguments.ts';
import { defineTool, type ObjectRecord } from './define-tool.ts';
import { readAll, textOf } from './read-objects.ts';

const PRIORITIES = ['high', 'medium', 'low'] as const;
type Priority = (typeof PRIORITIES)[number];

export const getPriorityTasks = defineTool({
  name: 'get_priority_tasks',
  description:
    'Open tasks, the most important and then the longest due first, and how many of them are overdue.',
  effect: 'pure',
  risk: 'read',
  // Tasks are often made from what people wrote.
  returnsOutsideText: true,
  reads: ['task'],
  input: z.strictObject({
    limit: limitArgument,
    dueWithinDays: z
      .int()
      .min(0)
      .max(365)
      .optional()
      .describe('Only tasks due within this many days (0: today), overdue ones included; all when left out.'),
  }),
  output: z.strictObject({
    total: countResult,
    overdue: countResult,
    tasks: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        priority: z.enum(PRIORITIES),
        due: z.iso.date(),
        assignee: z.string().nullable(),
        overdue: z.boolean(),
      }),
    ),
  }),
  async execute({ limit, dueWithinDays }, ctx) {
    const calendar = calendarOf(ctx);
    const today = calendar.dateOf(ctx.now);
    const to = dueWithinDays === undefined ? undefined : calendar.startOf(addDays(today, dueWithinDays + 1));
    const open = await readAll(ctx, { type: 'task', status: ['open'], ...(to && { to }) });
    const tasks = open
      .map((task) => {
        const due = calendar.dateOf(task.occurredAt);
        const priority = priorityOf(task);
        const assignee = textOf(task, 'assignee') ?? null;
        // A task is due on a day, so it is late when that day is over.
        return { id: task.id, title: task.name, priority, due, assignee, overdue: due < today };
      })
      // Within a priority the order they were read in stands: by when they are due.
      .sort((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority));
    return {
      total: tasks.length,
      overdue: tasks.filter((task) => task.overdue).length,
      tasks: tasks.slice(0, limit),
    };
  },
});

function priorityOf(task: ObjectRecord): Priority {
  return PRIORITIES.find((priority) => priority === task.properties['priority']) ?? 'medium';
}
