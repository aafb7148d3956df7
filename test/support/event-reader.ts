/** Reads a server-sent event stream as a browser does. */
export interface ReceivedEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export class EventReader {
  readonly response: Response;
  readonly comments: string[] = [];
  readonly #abort: AbortController;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    if (response.body === null) throw new Error('the response has no body');
    this.#reader = response.body.getReader();
  }

  static async open(url: string, headers: Record<string, string>): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    return new EventReader(response, abort);
  }

  /** The next event, or undefined at the end of the stream. Throws when none comes in time. */
  async next(timeoutMs = 5_000): Promise<ReceivedEvent | undefined> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const event = this.#parse(block);
        if (event !== undefined) return event;
      } else if (!(await this.#fill(deadline - Date.now()))) {
        return undefined;
      }
    }
  }

  /** All events up to and with the first that fits, or to the end of the stream. */
  async until(fits: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent[]> {
    const events: ReceivedEvent[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next()) {
      events.push(event);
      if (fits(event)) break;
    }
    return events;
  }

  close(): void {
    this.#abort.abort();
  }

  async #fill(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no event within ${String(timeoutMs)} ms; so far: ${this.#text}`));
      }, timeoutMs);
    });
    try {
      const { done, value } = await Promise.race([this.#reader.read(), late]);
      if (!done) this.#text += this.#decoder.decode(value, { stream: true });
      return !done;
    } finally {
      clearTimeout(timer);
    }
  }

  #parse(block: string): ReceivedEvent | undefined {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) this.comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
    }
    const event = fields.get('event');
    if (event === undefined) return undefined;
    return {
      event,
      id: fields.get('id'),
      data: JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>,
    };
  }
}
