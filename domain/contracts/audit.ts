/** HTTP shapes of `/v1/audit`. */
import { z } from 'zod';
import { idOf, pageOf, pageQuery, timestamp } from './primitives.ts';

const text = z.string().max(200).optional();

export const listAuditQuery = pageQuery.extend({
  actor: text,
  action: text,
  subjectKind: text,
  subjectId: text,
});

const link = {
  id: idOf('auditEntry'),
  seq: z.int().meta({ description: 'Counts from 1, without gaps.' }),
  actor: z.string().meta({ example: 'key:key_01h2xcejqtf2nbrexx3vqjhp41' }),
  action: z.string().meta({ example: 'agent.updated' }),
  subjectKind: z.string(),
  subjectId: z.string(),
  createdAt: timestamp,
  hash: z.string(),
};

const auditEntryView = z
  .strictObject({
    ...link,
    before: z.unknown().meta({ description: 'Null when there was nothing, or when the value was erased.' }),
    after: z.unknown(),
    erased: z.boolean(),
  })
  .meta({ id: 'AuditEntry' });
export const auditPage = pageOf(auditEntryView).meta({ id: 'AuditPage' });

export const exportAuditQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ description: 'Sequence number of the last entry that was exported before.' }),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
});

/** All that somebody else needs to check the chain without asking us again. */
export const exportedAuditEntry = z
  .strictObject({
    ...link,
    valuesHash: z.string(),
    previousHash: z.string(),
    salt: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: 'ExportedAuditEntry' });
export type ExportedAuditEntry = z.output<typeof exportedAuditEntry>;
export const auditExport = z
  .strictObject({
    organizationId: idOf('organization'),
    data: z.array(exportedAuditEntry),
    hasMore: z.boolean(),
  })
  .meta({ id: 'AuditExport' });

/** The platform's own chain, which is no organization's. */
export const platformAuditExport = auditExport
  .extend({ organizationId: z.null() })
  .meta({ id: 'PlatformAuditExport' });

export const verifyAuditQuery = z.strictObject({
  /** A head that was noted earlier: cutting off the end of a chain shows only to whoever remembers it. */
  seq: z.coerce.number().int().min(1).optional(),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
});

export const auditVerification = z
  .strictObject({
    ok: z.boolean(),
    entries: z.int(),
    erasedValues: z.int(),
    head: z.strictObject({ seq: z.int(), hash: z.string() }).nullable(),
    problem: z.strictObject({ seq: z.int(), message: z.string() }).nullable(),
  })
  .meta({ id: 'AuditVerification' });
