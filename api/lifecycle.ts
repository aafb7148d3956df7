/** Tells whoever waits (streams, long polls, readiness) that this process is about to go. */
export class Lifecycle {
  readonly #stop = new AbortController();

  /** Aborts when the process begins to shut down. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  beginStop(): void {
    this.#stop.abort();
  }
}
