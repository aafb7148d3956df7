/** Works off a queue round by round; when a round found nothing, waits for a hint or the next poll. */
export class PollingLoop {
  readonly #round: () => Promise<number>;
  readonly #pollMs: number;
  #stopped = false;
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;

  /** `round` says how much it found, and throws nothing. */
  constructor(round: () => Promise<number>, pollMs: number) {
    this.#round = round;
    this.#pollMs = pollMs;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Looks at once instead of at the next poll. */
  readonly hint = (): void => this.#wake();

  /** Ends after the round at hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const found = await this.#round();
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
