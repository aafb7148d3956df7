import { z } from 'zod';

const milliseconds = z.number().int().min(0).max(600_000);

const toolCall = z.strictObject({
  id: z.string().optional(),
  name: z.string(),
  /** An object is sent as JSON; a string is sent exactly as it is, valid or not. */
  arguments: z.union([z.record(z.string(), z.unknown()), z.string()]),
});

const attempt = z.strictObject({
  text: z.string().optional(),
  toolCalls: z.array(toolCall).optional(),
  finishReason: z.string().optional(),
  usage: z.record(z.string(), z.unknown()).nullable().optional(),
  delayMs: milliseconds.optional(),
  chunkDelayMs: milliseconds.optional(),
  hang: z.enum(['before', 'middle']).optional(),
  disconnect: z.enum(['before', 'middle']).optional(),
  status: z.number().int().min(200).max(599).optional(),
  error: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  rawBody: z.string().optional(),
  contentType: z.string().optional(),
  emptyChoices: z.literal(true).optional(),
  bigText: z.number().int().min(1).max(50_000_000).optional(),
  cutTo: z.number().int().min(0).optional(),
});

const turn = z.union([attempt, z.array(attempt).min(1)]);

const repeatTool = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  times: z.number().int().min(0).max(100_000),
  then: z.union([z.string(), attempt]),
  delayMs: milliseconds.optional(),
});

export const scriptShape = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
    turns: z.array(turn).min(1).optional(),
    afterLast: z.enum(['repeat', 'error']).optional(),
    repeatTool: repeatTool.optional(),
  })
  .refine((script) => (script.turns === undefined) !== (script.repeatTool === undefined), {
    error: 'give either turns or repeatTool',
  });

export type Attempt = z.infer<typeof attempt>;
export type Script = z.infer<typeof scriptShape>;
export type RepeatTool = z.infer<typeof repeatTool>;
