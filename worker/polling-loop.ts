/** Works off a queue round by round; when a round leaves nothing, waits for a hint or the next poll. */
export abstract class PollingLoop {
  readonly #pollMs: number;
  #stopped = false;
  #hints = 0;
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;

  /** The table whose new rows it works off. None: it only polls. */
  readonly wokenBy: string | undefined;

  constructor(pollMs: number, wokenBy?: string) {
    this.wokenBy = wokenBy;
    this.#pollMs = pollMs;
  }

  /** Says whether there may be more to do at once, and throws nothing. */
  protected abstract round(): Promise<boolean>;

  start(): void {
    this.#running = this.#run();
  }

  /** Looks at once instead of at the next poll. */
  readonly hint = (): void => {
    this.#hints += 1;
    this.#wake();
  };

  /** Ends after the round at hand; what is not done becomes due again by itself. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.hint();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const hints = this.#hints;
      const more = await this.round();
      // A hint that came during the round may be of something that the round has not seen.
      if (!more && this.#hints === hints) await this.#pause();
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
