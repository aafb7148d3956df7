/** A tour tells what it sees in sentences, and ends at the first thing that is not as it should be. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../steward/failure.ts';

export class Tour {
  #station = '';
  #stations = 0;

  station(title: string): void {
    this.#stations += 1;
    this.#station = title;
    process.stdout.write(`\n${String(this.#stations)}. ${title}\n`);
  }

  /** What is shown. Its text may come from a model: it must not steer a terminal. */
  show(text: string): void {
    const lines = text
      .replaceAll(/[^\P{Cc}\n]/gu, ' ')
      .trimEnd()
      .split('\n');
    for (const line of lines) process.stdout.write(`   ${line}\n`);
  }

  /** What must be so; the sentence is true when it is printed. */
  check(holds: boolean, sentence: string, seen?: unknown): void {
    if (!holds) throw this.contradiction(sentence, seen);
    process.stdout.write(`   ✓ ${sentence}\n`);
  }

  contradiction(sentence: string, seen?: unknown): Failure {
    const instead = seen === undefined ? '' : ` Instead: ${JSON.stringify(seen).slice(0, 600)}`;
    return new Failure(`"${this.#station}": this is not so: ${sentence}.${instead}`);
  }

  /** Looks again and again until there is something. */
  async until<T>(what: string, look: () => Promise<T | undefined>, timeoutMs = 60_000): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) {
        throw new Failure(`"${this.#station}": waited ${String(timeoutMs / 1000)} s in vain for ${what}.`);
      }
      await sleep(250);
    }
  }
}
