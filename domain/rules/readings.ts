/** A text as those may read it to whom it goes: what its way there has spelled otherwise, they spell back. */

/** Encoding again what is encoded is seldom done twice, and never needed. */
const MOST_ROUNDS = 3;

/** What URLs, forms and JSON make of the text, the plainest first; the text itself is the last. */
export function readingsOf(text: string): string[] {
  const readings = [text];
  for (let last = text, round = 0; round < MOST_ROUNDS; round += 1) {
    const next = decoded(last);
    if (next === last) break;
    readings.unshift(next);
    last = next;
  }
  return readings;
}

function decoded(text: string): string {
  return text
    .replaceAll(/(?<==)[^\s&]+/g, fromForm)
    .replaceAll(/(?:%[\da-f]{2})+/gi, fromBytes)
    .replaceAll(/\\(?:u([\da-f]{4})|(.))/gis, (_whole, code: string | undefined, char: string) =>
      code === undefined ? (SPACES[char] ?? char) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}

const SPACES: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ', f: ' ', b: ' ' };

/** In forms + is a space. No value begins with one, and a form would have spelled @ otherwise. */
function fromForm(value: string): string {
  return value.includes('@') ? value : value.replaceAll(/(?<!^)\+/g, ' ');
}

/** Bytes that are no text become the sign for such. */
function fromBytes(escaped: string): string {
  const bytes = escaped
    .slice(1)
    .split('%')
    .map((byte) => Number.parseInt(byte, 16));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
