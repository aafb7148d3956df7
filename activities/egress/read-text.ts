/** Reads an answer as text, up to a limit that counts what comes out of any compression. */
import type { Response } from 'undici';

const TEXT =
  /^(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/(x-ndjson|x-www-form-urlencoded|yaml|graphql)\b)/i;

export interface ReadAnswer {
  /** Null when it is no text. */
  readonly text: string | null;
  /** What the reader should know of a text that is not there, or not whole. */
  readonly note?: string;
}

/**
 * `mask` is applied before the text is cut. Where the answer went on, a secret may stand across the end of what was read:
 * as much as the longest could be is left out there.
 */
export async function readText(
  response: Response,
  { limit, mask }: { readonly limit: number; readonly mask: (text: string) => string },
): Promise<ReadAnswer> {
  const type = response.headers.get('content-type') ?? '';
  if (response.body === null) return { text: '' };
  if (!TEXT.test(type)) {
    await response.body.cancel();
    return {
      text: null,
      note: `the answer is ${type === '' ? 'of no stated type' : mask(type).slice(0, 100)} and no text; it was not read`,
    };
  }
  const read = await readUpTo(response.body, limit + OVERLAP).catch(() => undefined);
  // The status has come: what was asked for was answered, and whoever asked must not think otherwise.
  if (read === undefined) return { text: null, note: 'the answer broke off while it was read' };
  const { bytes, whole } = read;
  const text = mask(decode(bytes, type)).replaceAll('\0', '\uFFFD');
  if (whole && text.length <= limit) return { text };
  const kept = whole ? limit : Math.min(limit, Math.max(0, text.length - OVERLAP));
  return {
    text: text.slice(0, kept).replace(/[\uD800-\uDBFF]$/, ''),
    note: `the answer is longer than ${limit} characters; only its beginning is here`,
  };
}

/** More than any secret is long, in any spelling that is masked: 4,096 characters, each as `&quot;`. */
const OVERLAP = 25_000;

async function readUpTo(
  body: NonNullable<Response['body']>,
  limit: number,
): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream: nothing more is received or unpacked.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > limit) return { bytes: Buffer.concat(chunks).subarray(0, limit), whole: false };
  }
  return { bytes: Buffer.concat(chunks), whole: true };
}

function decode(bytes: Uint8Array, type: string): string {
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
