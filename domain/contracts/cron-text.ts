/** A cron expression that is due some day. */
import { z } from 'zod';
import { readCron } from '../schedule/cron.ts';

export const cronText = z
  .string()
  .superRefine((text, ctx) => {
    const reading = readCron(text);
    if (!reading.ok) ctx.addIssue({ code: 'custom', message: reading.message });
  })
  .meta({ example: '0 8 * * 1-5' });
