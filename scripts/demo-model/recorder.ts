const KEPT_REQUESTS = 2_000;
const LARGEST_KEPT_BODY = 256_000;
const KEPT_BODY_CHARS = 64_000_000;

export interface Recorded {
  time: string;
  model: string;
  turn: number | null;
  attempt: number | null;
  status: number | null;
  /** The answer was sent to its end (also an error answer, also a stream the script cut). */
  completed: boolean;
  /** The client left before that. */
  aborted: boolean;
  bytes: number;
  /** The request as it came, as JSON text; null when too large or no longer kept. */
  body: string | null;
}

/** The last requests, for tests and for whoever wants to see what a model was really asked. */
export class Recorder {
  #kept: Recorded[] = [];
  #chars = 0;
  /** Everything before it has lost its body already. */
  #withBodyFrom = 0;

  add(model: string, body: string): Recorded {
    const keep = body.length < LARGEST_KEPT_BODY;
    const recorded: Recorded = {
      time: new Date().toISOString(),
      model,
      turn: null,
      attempt: null,
      status: null,
      completed: false,
      aborted: false,
      bytes: Buffer.byteLength(body),
      body: keep ? body : null,
    };
    this.#kept.push(recorded);
    if (keep) this.#chars += body.length;
    this.#shrink();
    return recorded;
  }

  clear(): void {
    this.#kept = [];
    this.#chars = 0;
    this.#withBodyFrom = 0;
  }

  /** JSON text; bodies are kept as text and pasted in, which costs nothing until somebody asks. */
  toJson(model: string | null, withBodies: boolean): string {
    const entries = this.#kept
      .slice(-KEPT_REQUESTS)
      .filter((recorded) => model === null || recorded.model === model)
      .map(({ body, ...rest }) => {
        const head = JSON.stringify(rest).slice(0, -1);
        return `${head},"body":${(withBodies ? body : null) ?? 'null'}}`;
      });
    return `{"requests":[${entries.join(',')}]}`;
  }

  #shrink(): void {
    while (this.#chars > KEPT_BODY_CHARS) {
      const oldest = this.#kept[this.#withBodyFrom];
      if (!oldest) return;
      this.#forgetBody(oldest);
      this.#withBodyFrom += 1;
    }
    // Dropped in batches: shifting one by one would move the whole array for every request.
    if (this.#kept.length < KEPT_REQUESTS * 1.25) return;
    const dropped = this.#kept.splice(0, this.#kept.length - KEPT_REQUESTS);
    for (const recorded of dropped) this.#forgetBody(recorded);
    this.#withBodyFrom = Math.max(0, this.#withBodyFrom - dropped.length);
  }

  #forgetBody(recorded: Recorded): void {
    this.#chars -= recorded.body?.length ?? 0;
    recorded.body = null;
  }
}
