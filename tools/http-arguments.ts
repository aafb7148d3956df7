/** Arguments and results that the HTTP tools share. */
import { z } from 'zod';
import { credentialName } from '../domain/contracts/credentials.ts';

/** What an agent may say about its request; everything else is the engine's. */
const HEADERS = [
  'accept',
  'accept-language',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'prefer',
];

export const urlArgument = z
  .url({ protocol: /^https?$/, error: 'must be a whole URL that starts with https:// or http://' })
  .max(4_000)
  .describe('The whole URL, with its query. The organization has a list of hosts that may be asked.');

export const headersArgument = z
  .record(
    z.string().refine((name) => HEADERS.includes(name.toLowerCase()), {
      error: `is not a header that may be set here (${HEADERS.join(', ')}); secrets are sent by naming a credential`,
    }),
    z
      .string()
      .max(1_000)
      .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII'),
  )
  .default({})
  .describe(`Headers, of these: ${HEADERS.join(', ')}.`);

export const credentialArgument = credentialName
  .optional()
  .describe("Name of one of the organization's credentials, whose secret is added to the request for you.");

export const bodyArgument = z
  .string()
  .max(100_000)
  .optional()
  .describe('What to send, as text; JSON unless the header content-type says something else.');

export const httpResult = z.strictObject({
  status: z.int().describe('The HTTP status. 4xx and 5xx are answers too.'),
  url: z.string().describe('Who answered, after redirects.'),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable().describe('Null when the answer is no text.'),
  note: z.string().optional().describe('What to know of a body that is missing or cut.'),
});

/** Header names in one spelling, and JSON where a body says nothing else. */
export function headersFor(given: Readonly<Record<string, string>>, body?: string): Record<string, string> {
  const named = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  return body === undefined ? named : { 'content-type': 'application/json', ...named };
}
