import { ModelTimeout } from '../failures.ts';

/** How long a model may take, in ms. */
export interface Patience {
  /** Until the first piece of the answer. */
  readonly firstByteMs: number;
  /** Between two pieces. */
  readonly idleMs: number;
  /** For all of it. */
  readonly totalMs: number;
}

/** Aborts a model call that takes too long, and tells that apart from a cancel by a person. */
export class Watchdog {
  readonly controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #patience: Patience;
  readonly #abort: () => void;
  readonly #whole: NodeJS.Timeout;
  #silence: NodeJS.Timeout;
  #timedOut: string | undefined;

  constructor(outer: AbortSignal, patience: Patience) {
    this.#outer = outer;
    this.#patience = patience;
    this.#abort = () => this.controller.abort();
    if (outer.aborted) this.controller.abort();
    outer.addEventListener('abort', this.#abort, { once: true });
    const { firstByteMs, totalMs } = patience;
    this.#whole = this.#endAfter(totalMs, `not finished within ${String(totalMs)} ms`);
    this.#silence = this.#endAfter(firstByteMs, `nothing came within ${String(firstByteMs)} ms`);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** A piece arrived: the silence starts anew. */
  alive(): void {
    clearTimeout(this.#silence);
    const { idleMs } = this.#patience;
    this.#silence = this.#endAfter(idleMs, `silent for ${String(idleMs)} ms in the middle of its answer`);
  }

  /** Throws the reason the call was ended from outside, if it was. */
  check(): void {
    if (this.#outer.aborted) throw this.#outer.reason;
    if (this.#timedOut !== undefined) throw new ModelTimeout(this.#timedOut);
  }

  stop(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#silence);
    this.#outer.removeEventListener('abort', this.#abort);
  }

  #endAfter(ms: number, reason: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timedOut ??= reason;
      this.controller.abort();
    }, ms);
  }
}
