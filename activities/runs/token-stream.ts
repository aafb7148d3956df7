/** Carries the tokens of an answer to whoever watches, in batches, outside Temporal and outside the journal. */
import type { StreamChunkRow } from '../../store/stream.store.ts';
import type { RunSession } from './run-session.ts';

const BATCH_MS = 100;

export class TokenStream {
  readonly #session: RunSession;
  readonly #turn: number;
  readonly #attempt: number;
  #pending = '';
  #position = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(session: RunSession, turn: number, attempt: number) {
    this.#session = session;
    this.#turn = turn;
    this.#attempt = attempt;
  }

  add(text: string): void {
    this.#pending += text;
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Waits for what is being written; text that is still pending comes with the journal's entry anyway. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
  }

  /** The model failed: what was shown of this attempt is no answer, and what comes next begins anew. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = '';
    if (this.#position > 0) this.#append({ text: '', discarded: true });
    await this.#writing;
  }

  #flush(): void {
    this.#timer = undefined;
    // NUL cannot be stored in PostgreSQL text; a model may still write it.
    const text = this.#pending.replaceAll('\0', '');
    this.#pending = '';
    this.#append({ text });
  }

  #append(what: { text: string; discarded?: boolean }): void {
    const chunk = { turn: this.#turn, attempt: this.#attempt, position: this.#position, ...what };
    this.#position += 1;
    this.#writing = this.#writing.then(() => this.#write(chunk));
  }

  async #write(chunk: StreamChunkRow): Promise<void> {
    try {
      await this.#session.transact((store) => store.stream.append(this.#session.runId, chunk));
      this.#session.deps.runChanged(this.#session.runId);
    } catch (error) {
      // Watching is a comfort; the run must not fail over it.
      this.#session.deps.log.debug(
        { err: error, runId: this.#session.runId },
        'a batch of tokens was not shown',
      );
    }
  }
}
