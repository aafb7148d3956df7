/** Finds the text of outsiders in what a run was given and in what its tools returned. */
import type { LogEntryView } from '../../api/types.ts';

export interface Quote {
  readonly from: string;
  readonly text: string;
}

const MOST_QUOTES = 2;

export function outsideQuotes(
  input: Readonly<Record<string, unknown>>,
  log: readonly LogEntryView[],
): Quote[] {
  const given =
    typeof input.message === 'string'
      ? [{ from: `${nameOf(input.contact)}, in the run’s input`, text: input.message }]
      : [];
  const read = log.flatMap(({ entry }) =>
    entry.kind === 'tool_call'
      ? messagesIn(entry.output).map((quote) => ({
          ...quote,
          from: `${quote.from}, read by ${entry.toolName}`,
        }))
      : [],
  );
  return [...given, ...read].slice(0, MOST_QUOTES);
}

function messagesIn(output: unknown): Quote[] {
  const messages = isObject(output) && Array.isArray(output.messages) ? (output.messages as unknown[]) : [];
  return messages.flatMap((message): Quote[] => {
    if (!isObject(message) || typeof message.text !== 'string') return [];
    const inbound =
      message.direction === 'inbound' || message.direction === 'in' || message.direction === 'received';
    return inbound ? [{ from: nameOf(message.contact), text: message.text }] : [];
  });
}

function nameOf(contact: unknown): string {
  if (typeof contact === 'string' && contact !== '') return contact;
  if (isObject(contact) && typeof contact.name === 'string') return contact.name;
  return 'A contact';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
