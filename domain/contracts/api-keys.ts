/** HTTP shapes of `/v1/api-keys`. */
import { z } from 'zod';
import { PERMISSIONS } from '../access/permissions.ts';
import { givenTime, idOf, pageOf, timestamp } from './primitives.ts';

const apiKeyFields = {
  id: idOf('apiKey'),
  name: z.string(),
  prefix: z.string(),
  role: z.string(),
  scopes: z.array(z.string()),
  createdBy: z.string().nullable(),
  rotatedFromId: idOf('apiKey').nullable(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
};
export const apiKeyView = z.strictObject(apiKeyFields).meta({ id: 'ApiKey' });
export const apiKeyPage = pageOf(apiKeyView).meta({ id: 'ApiKeyPage' });
export const newApiKeyView = z
  .strictObject({
    ...apiKeyFields,
    secret: z
      .string()
      .nullable()
      .meta({ description: 'Shown once; null when the request is repeated under its Idempotency-Key.' }),
  })
  .meta({ id: 'NewApiKey' });

export const createApiKeyBody = z.strictObject({
  name: z.string().trim().min(1).max(120),
  scopes: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
  expiresAt: givenTime.optional(),
});

const LONGEST_OVERLAP_S = 7 * 24 * 60 * 60;
export const rotateApiKeyBody = z.strictObject({
  overlapSeconds: z.int().min(0).max(LONGEST_OVERLAP_S).default(0),
});
