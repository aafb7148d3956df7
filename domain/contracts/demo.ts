/** HTTP shape of `/v1/demo`. */
import { z } from 'zod';

export const demoView = z
  .strictObject({
    apiKey: z.string(),
    login: z.strictObject({ email: z.string(), password: z.string() }).nullable(),
  })
  .meta({ id: 'Demo' });
