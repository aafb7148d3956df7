/** Hints that a run has moved: NOTIFY on `steward_run` carries the run's UUID and nothing else. */
import { listenTo, type Listener } from './listener.ts';

export interface Hints {
  /** Calls `wake` whenever the run may have moved; returns how to stop. */
  subscribe(runId: string, wake: () => void): () => void;
  close(): Promise<void>;
}

export interface HintsOptions {
  readonly url: string;
  /** Hears of lost connections; the listener reconnects by itself. */
  readonly onProblem: (error: Error) => void;
}

class RunHints implements Hints {
  readonly #subscribers = new Map<string, Set<() => void>>();
  readonly #listener: Listener;

  constructor(options: HintsOptions) {
    const onMessage = (runId: string) => {
      for (const wake of this.#subscribers.get(runId) ?? []) wake();
    };
    this.#listener = listenTo('steward_run', { ...options, onMessage });
  }

  subscribe(runId: string, wake: () => void): () => void {
    const wakes = this.#subscribers.get(runId) ?? new Set();
    wakes.add(wake);
    this.#subscribers.set(runId, wakes);
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0 && this.#subscribers.get(runId) === wakes) this.#subscribers.delete(runId);
    };
  }

  async close(): Promise<void> {
    this.#subscribers.clear();
    await this.#listener.close();
  }
}

export function createHints(options: HintsOptions): Hints {
  return new RunHints(options);
}
