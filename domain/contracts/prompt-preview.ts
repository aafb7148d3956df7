/** HTTP shape of `/v1/agents/{id}/prompt-preview`. */
import { z } from 'zod';
import { promptPart } from './runs.ts';

export const promptPreview = z
  .strictObject({
    parts: z.array(promptPart.extend({ tokens: z.int().meta({ description: 'Estimated.' }) })),
    tokens: z.int().meta({ description: 'Estimated.' }),
  })
  .meta({ id: 'PromptPreview' });
