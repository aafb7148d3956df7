import { ModelTimeout } from '../failures.ts';

/** Aborts a model call that has been silent too long, and tells that apart from a cancel by a person. */
export class Watchdog {
  readonly controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #silenceMs: number;
  readonly #abort: () => void;
  #timer: NodeJS.Timeout | undefined;
  #timedOut = false;

  constructor(outer: AbortSignal, silenceMs: number) {
    this.#outer = outer;
    this.#silenceMs = silenceMs;
    this.#abort = () => this.controller.abort();
    if (outer.aborted) this.controller.abort();
    outer.addEventListener('abort', this.#abort, { once: true });
    this.alive();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something arrived: the silence starts anew. */
  alive(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timedOut = true;
      this.controller.abort();
    }, this.#silenceMs);
  }

  /** Throws the reason the call was ended from outside, if it was. */
  check(): void {
    if (this.#outer.aborted) throw this.#outer.reason;
    if (this.#timedOut) throw new ModelTimeout(`silent for ${this.#silenceMs} ms`);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#abort);
  }
}
