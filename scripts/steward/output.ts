/** What a command prints: sentences for people, JSON for programs. */
import type { Failure } from './failure.ts';
import { Refusal } from './failure.ts';

export class Output {
  readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  /** For people only. Agents and their customers write what is shown: it must not steer a terminal. */
  say(text: string): void {
    if (!this.isJson) process.stdout.write(`${printable(text)}\n`);
  }

  /** For people, beside the result. */
  note(text: string): void {
    if (!this.isJson) process.stderr.write(`${printable(text)}\n`);
  }

  /** For programs only, one value a line. */
  value(value: unknown): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => (row[column] ?? '').length)),
    );
    for (const row of rows) {
      this.say(
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      );
    }
  }

  failure(failure: Failure): void {
    const problem = failure instanceof Refusal ? failure.problem : undefined;
    const told = { error: { message: failure.message, ...(problem === undefined ? {} : { problem }) } };
    process.stderr.write(`${this.isJson ? JSON.stringify(told) : printable(failure.message)}\n`);
  }
}

function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, ' ');
}
