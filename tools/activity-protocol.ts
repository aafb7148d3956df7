/** activity_protocol: what happened to a record: what belongs to it, what was changed, and which agents touched it. */
import { z } from 'zod';
import { calendarOf, limitArgument, timeResult } from './arguments.ts';
import { defineTool, type ObjectRecord } from './define-tool.ts';
import { idArgument, objectOr404 } from './object-arguments.ts';

const TYPES = [
  ...['contact', 'company', 'lead', 'call', 'message', 'booking', 'task', 'note', 'invoice'],
  ...['memory', 'change'],
];

const changeResult = z.strictObject({
  at: timeResult,
  fields: z.array(z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  source: z.unknown().describe('Run, agent and tool that wrote it.'),
});

export const activityProtocol = defineTool({
  name: 'activity_protocol',
  description:
    'Trace what happened to a record: its links, the changes that agents made with the values before, and their tool calls.',
  effect: 'pure',
  risk: 'read',
  returnsOutsideText: true,
  reads: TYPES,
  input: z.strictObject({ id: idArgument('the record'), limit: limitArgument }),
  output: z.strictObject({
    object: z.strictObject({ id: z.string(), type: z.string(), name: z.string(), since: timeResult }),
    links: z.array(
      z.strictObject({
        relation: z.string(),
        id: z.string(),
        type: z.string(),
        name: z.string(),
        at: timeResult,
      }),
    ),
    changes: z.array(changeResult),
    calls: z.array(
      z.strictObject({
        at: timeResult,
        tool: z.string(),
        status: z.string(),
        runId: z.string(),
        agentId: z.string(),
      }),
    ),
  }),
  async execute({ id, limit }, ctx) {
    const { isoOf } = calendarOf(ctx);
    const object = await objectOr404(ctx, id, TYPES);
    const others = TYPES.filter((type) => type !== 'change');
    const [links, changes, calls] = await Promise.all([
      ctx.objects.related(id, { types: others, limit }),
      ctx.objects.related(id, { types: ['change'], limit }),
      ctx.objects.mentions(id, limit),
    ]);
    return {
      object: { id: object.id, type: object.type, name: object.name, since: isoOf(object.occurredAt) },
      links: links.map(({ relation, object: { id: to, type, name, occurredAt } }) => {
        return { relation, id: to, type, name, at: isoOf(occurredAt) };
      }),
      changes: changes.map((change) => presentChange(change.object, isoOf)),
      calls: calls.map(({ at, ...call }) => ({ at: isoOf(at), ...call })),
    };
  },
});

function presentChange(
  change: ObjectRecord,
  isoOf: (instant: Date) => string,
): z.output<typeof changeResult> {
  const fields = change.properties['changes'] as z.output<typeof changeResult>['fields'];
  return { at: isoOf(change.occurredAt), fields, source: change.properties['source'] };
}
