/**
 * What PostgreSQL cannot keep in text or JSON: NUL characters and halves of surrogate pairs. Models, providers
 * and operators can write both. What is to be carried out is refused; what is only kept is kept without them.
 */
const REPLACEMENT = '\ufffd';
/** An escape in serialized JSON; \\u0000 and unpaired \\ud800…\\udfff are the ones that can't be stored. */
const ESCAPES = /\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|[^])/g;
const UNSTORABLE_LENGTH = '\\u0000'.length;

/** JSON for a column: as JSON.stringify, but with a replacement character for what cannot be stored. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(ESCAPES, (escape) =>
    escape.length === UNSTORABLE_LENGTH ? REPLACEMENT : escape,
  );
}

/** Text for a column. */
export function storableText(text: string): string {
  return text.replaceAll('\0', REPLACEMENT);
}

export function isStorable(value: unknown): boolean {
  return storableJson(value) === JSON.stringify(value);
}
