/** Tells watchers that runs have moved: hints, gathered for a moment so that a busy worker sends few. */
import type { Logger } from 'pino';
import type { SystemDatabase } from '../store/system/system-database.ts';

const GATHER_MS = 50;

export class RunWatchers {
  readonly #system: SystemDatabase;
  readonly #log: Logger;
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(system: SystemDatabase, log: Logger) {
    this.#system = system;
    this.#log = log;
  }

  readonly runChanged = (runId: string): void => {
    this.#changed.add(runId);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  };

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const runIds = [...this.#changed];
    this.#changed.clear();
    if (runIds.length === 0) return;
    try {
      await this.#system.notifyRuns(runIds);
    } catch (error) {
      // Watchers also poll: a lost hint costs them a second.
      this.#log.debug({ err: error }, 'watchers were not told');
    }
  }
}
