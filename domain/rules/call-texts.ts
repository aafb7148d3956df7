/** The words of a tool call's arguments, and whom it goes to. */

export const RECIPIENT_FIELDS: readonly string[] = ['to', 'cc', 'bcc', 'recipient', 'recipients'];

export interface CallTexts {
  readonly text: string;
  readonly recipients: readonly string[];
}

/** Every text of the arguments, however deep, with the addresses of the recipients kept apart. */
export function callTexts(args: unknown): CallTexts {
  const texts: string[] = [];
  const recipients: string[] = [];
  collect(args, texts, recipients, false);
  return { text: texts.join('\n'), recipients };
}

function collect(value: unknown, texts: string[], recipients: string[], isRecipient: boolean): void {
  if (typeof value === 'string') {
    (isRecipient ? recipients : texts).push(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, texts, recipients, isRecipient);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      collect(item, texts, recipients, isRecipient || RECIPIENT_FIELDS.includes(name));
    }
  }
}
