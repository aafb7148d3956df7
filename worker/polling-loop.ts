/** Works off a queue round by round; when a round found nothing, waits for a hint or the next poll. */
export abstract class PollingLoop {
  readonly #pollMs: number;
  #stopped = false;
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;

  constructor(pollMs: number) {
    this.#pollMs = pollMs;
  }

  /** Says how much it found, and throws nothing. */
  protected abstract round(): Promise<number>;

  start(): void {
    this.#running = this.#run();
  }

  /** Looks at once instead of at the next poll. */
  readonly hint = (): void => this.#wake();

  /** Ends after the round at hand; what is not done becomes due again by itself. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const found = await this.round();
      if (found === 0) await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
