/** HTTP shapes of `/v1/credentials` and of what agents may reach outside. */
import { z } from 'zod';
import { readHostEntry } from '../egress/hosts.ts';
import { idOf, pageOf, timestamp } from './primitives.ts';

/** How a secret is shown to the other side: `Authorization: Bearer …`, `Authorization: Basic …`, or a header of its own. */
export const CREDENTIAL_KINDS = ['bearer', 'basic', 'header'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

const hostEntry = z
  .string()
  .max(300)
  .transform((text, ctx) => {
    const read = readHostEntry(text);
    if (read.ok) return read.entry;
    ctx.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  })
  .meta({ example: 'api.example.com' });

const unique = (entries: readonly string[]) => [...new Set(entries)];
const exactHost = hostEntry.refine((entry) => typeof entry !== 'string' || !entry.startsWith('*'), {
  error: 'must name one host: a secret goes to hosts that were named',
});
const credentialHosts = z
  .array(exactHost)
  .min(1)
  .max(20)
  .transform(unique)
  .meta({ description: 'The only hosts it is sent to; with a port where that is not 80 or 443.' });

const MIN_SECRET = 8;
const secret = z
  .string()
  .min(MIN_SECRET)
  .max(4096)
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII, without spaces around it')
  .meta({
    description: 'Kept encrypted and never shown again. For `basic`: `user:password`.',
    writeOnly: true,
  });

/** What the connection itself says with these must not be overruled. */
const RESERVED_HEADERS = [
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the name of a header, such as X-Api-Key')
  .refine((name) => !RESERVED_HEADERS.includes(name.toLowerCase()), {
    error: 'is a header that cannot hold a secret',
  });

export const credentialName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be small letters, digits, dots and dashes, such as crm-api');

export const createCredentialBody = z
  .strictObject({
    name: credentialName.meta({ description: 'By which agents name it.' }),
    kind: z.enum(CREDENTIAL_KINDS),
    headerName: headerName.optional().meta({ description: 'For `header`, and for no other kind.' }),
    hosts: credentialHosts,
    secret,
  })
  .refine(({ kind, headerName: name }) => kind !== 'header' || name !== undefined, {
    path: ['headerName'],
    error: 'is required for the kind header',
  })
  .refine(({ kind, headerName: name }) => kind === 'header' || name === undefined, {
    path: ['headerName'],
    error: 'is for the kind header only; remove it',
  })
  .refine(({ kind, secret: text }) => kind !== 'basic' || /^[^:]+:./.test(text), {
    path: ['secret'],
    error: 'must be user:password for the kind basic',
  });

export const rotateCredentialBody = z.strictObject({ hosts: credentialHosts, secret });

export const credentialView = z
  .strictObject({
    id: idOf('credential'),
    name: z.string(),
    kind: z.enum(CREDENTIAL_KINDS),
    headerName: z.string().nullable(),
    hosts: z.array(z.string()),
    keyId: z.string().meta({ description: 'The key of STEWARD_ENCRYPTION_KEYS under which it is kept.' }),
    createdBy: z.string(),
    createdAt: timestamp,
    rotatedAt: timestamp.nullable(),
    lastUsedAt: timestamp.nullable(),
  })
  .meta({ id: 'Credential' });
export type CredentialView = z.output<typeof credentialView>;
export const credentialPage = pageOf(credentialView).meta({ id: 'CredentialPage' });

export const egressView = z
  .strictObject({
    hosts: z.array(z.string()).meta({
      description:
        'Hosts that agents may reach: a name, `*.` and a name for all below it, or a name with a port. Empty: nothing.',
    }),
  })
  .meta({ id: 'Egress' });
export const updateEgressBody = z.strictObject({ hosts: z.array(hostEntry).max(200).transform(unique) });
