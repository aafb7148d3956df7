/**
 * Prefixed ids at the edges, native UUIDs inside.
 *
 * A public id is `<prefix>_<26 characters>`: the UUID's 128 bits in Crockford base32, as the TypeID
 * specification encodes them. The database, the journal and the stores only ever see the UUID.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** One line per kind of thing that has an id people can see. */
export const ID_PREFIXES = {
  organization: 'org',
  agent: 'agt',
  agentVersion: 'agv',
  run: 'run',
  logEntry: 'log',
  usage: 'usg',
  approval: 'apr',
  apiKey: 'key',
  object: 'obj',
  message: 'msg',
  member: 'mem',
  person: 'per',
  invitation: 'inv',
  skill: 'skl',
  schedule: 'sch',
  rule: 'rul',
  auditEntry: 'aud',
  notification: 'ntf',
  credential: 'crd',
  mcpServer: 'mcp',
  mcpTool: 'mct',
  replyAddress: 'rpa',
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** `uuid` → `run_01h…`. Throws on anything that is not a UUID, which is always our own mistake. */
export function toPublicId(kind: IdKind, uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(hex)) throw new Error(`not a UUID: ${uuid}`);
  let bits = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < 26; i += 1) {
    text = (ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `${ID_PREFIXES[kind]}_${text}`;
}

/** `run_01h…` → UUID, or undefined when the text is not an id of this kind. */
export function fromPublicId(kind: IdKind, text: string): string | undefined {
  const prefix = `${ID_PREFIXES[kind]}_`;
  const body = text.slice(prefix.length);
  // The first character carries three bits only: anything above 7 would overflow 128 bits.
  if (!text.startsWith(prefix) || !/^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(body)) return undefined;
  let bits = 0n;
  for (const char of body) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(char));
  const hex = bits.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** As fromPublicId, for ids that this system wrote itself (workflow inputs, stored references). */
export function requireUuid(kind: IdKind, text: string): string {
  const uuid = fromPublicId(kind, text);
  if (uuid === undefined) throw new Error(`not a ${kind} id: ${text}`);
  return uuid;
}
