/** create_task: something that a person of the organization has to do. */
import { z } from 'zod';
import { addDays } from '../domain/schedule/local-calendar.ts';
import { calendarOf } from './arguments.ts';
import { defineTool } from './define-tool.ts';
import { idArgument, objectOr404 } from './object-arguments.ts';

const PRIORITIES = ['high', 'medium', 'low'] as const;
/** Without a day of its own a task is due soon, not never. */
const DEFAULT_DUE_DAYS = 7;

export const createTask = defineTool({
  name: 'create_task',
  description: 'Create one task for the people of the organization. Returns the task with its id.',
  effect: 'idempotent',
  risk: 'write',
  writes: ['task'],
  input: z.strictObject({
    title: z.string().trim().min(1).max(200).describe('What has to be done, in the imperative.'),
    details: z.string().trim().max(4000).optional().describe('What one needs to know to do it.'),
    due: z.iso
      .date()
      .optional()
      .describe('The day by which it is to be done, such as 2031-03-15; in a week when left out.'),
    priority: z.enum(PRIORITIES).default('medium').describe('How important it is.'),
    assignee: z.string().trim().max(200).optional().describe('Who is to do it; nobody when left out.'),
    aboutId: idArgument('the contact, call, message or other record that it is about').optional(),
  }),
  output: z.strictObject({
    id: z.string(),
    title: z.string(),
    priority: z.enum(PRIORITIES),
    due: z.iso.date(),
    aboutId: z.string().nullable(),
  }),
  async execute({ title, details, due, priority, assignee, aboutId }, ctx) {
    const calendar = calendarOf(ctx);
    if (aboutId !== undefined) await objectOr404(ctx, aboutId);
    const day = due ?? addDays(calendar.dateOf(ctx.now), DEFAULT_DUE_DAYS);
    const task = await ctx.writer.create({
      type: 'task',
      name: title,
      status: 'open',
      properties: { priority, ...(details && { details }), ...(assignee && { assignee }) },
      occurredAt: calendar.startOf(day),
      ...(aboutId !== undefined && { linkTo: { relation: 'about', id: aboutId } }),
    });
    return {
      id: task.id,
      title: task.name,
      priority,
      due: calendar.dateOf(task.occurredAt),
      aboutId: aboutId ?? null,
    };
  },
});
