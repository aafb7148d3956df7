/** Keeps a list of services running, and stops them in order. One supervisor is one process tree. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from './child.ts';

/** A started service: a child process or a server made of one. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

export interface Service {
  readonly name: string;
  /** Called again for a restart; must come up at the same address. */
  start(): Promise<Running>;
}

export interface SupervisorOptions {
  /** Names, in the order in which things depend on each other; stopped in the opposite order. */
  readonly order: readonly string[];
  readonly log: (line: string) => void;
  /** After this time whatever still runs is killed, in ms. */
  readonly stopDeadlineMs?: number;
  /** First pause before a restart, in ms; doubles up to a minute. */
  readonly backOffMs?: number;
}

interface Entry {
  readonly service: Service;
  running: Running;
}

const STOP_DEADLINE_MS = 14_000;
const BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 60_000;
/** A service that ran this long starts again with the shortest pause. */
const STABLE_MS = 60_000;

export class Supervisor {
  readonly #entries: Entry[] = [];
  readonly #options: SupervisorOptions;
  #stopping: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Starts a service and watches it from now on. Rejects when the first start fails. */
  async add<T extends Running>(service: { readonly name: string; start(): Promise<T> }): Promise<T> {
    const running = await service.start();
    const entry: Entry = { service, running };
    this.#entries.push(entry);
    if (this.isStopping()) {
      // Ctrl-C came while it was starting: the ordered stop has not seen it.
      await running.stop();
      throw new Error(`stopped while starting ${service.name}`);
    }
    void this.#watch(entry);
    return running;
  }

  /** Stops all, in order. Calling it again joins the stop that is under way. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  /** SIGKILL for everything, now. */
  async kill(): Promise<void> {
    this.#stopping ??= Promise.resolve();
    await Promise.all(this.#entries.map(({ running }) => running.kill()));
  }

  async #stopAll(): Promise<void> {
    const { log, stopDeadlineMs = STOP_DEADLINE_MS } = this.#options;
    const deadline = setTimeout(() => {
      log(`not everything stopped within ${String(stopDeadlineMs / 1000)} s; killing the rest`);
      void this.kill();
    }, stopDeadlineMs);
    const rank = ({ service }: Entry): number => this.#options.order.indexOf(service.name);
    for (const entry of [...this.#entries].sort((a, b) => rank(b) - rank(a))) {
      log(`stopping ${entry.service.name}`);
      await entry.running.stop();
    }
    clearTimeout(deadline);
  }

  async #watch(entry: Entry): Promise<void> {
    const { log, backOffMs = BACK_OFF_MS } = this.#options;
    let pause = backOffMs;
    for (;;) {
      const startedAt = Date.now();
      const { code, signal } = await entry.running.exited;
      if (this.isStopping()) return;
      if (Date.now() - startedAt > STABLE_MS) pause = backOffMs;
      log(
        `!!! ${entry.service.name} ended unexpectedly (${signal ?? `exit code ${String(code)}`}); starting it again in ${String(pause)} ms`,
      );
      if (!(await this.#restart(entry, pause))) return;
      pause = Math.min(pause * 2, LONGEST_BACK_OFF_MS);
    }
  }

  /** False: we are stopping. */
  async #restart(entry: Entry, firstPause: number): Promise<boolean> {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, LONGEST_BACK_OFF_MS)) {
      await sleep(pause, undefined, { ref: false });
      if (this.isStopping()) return false;
      try {
        const running = await entry.service.start();
        entry.running = running;
        if (this.isStopping()) {
          // The ordered stop saw only the dead one.
          await running.stop();
          return false;
        }
        this.#options.log(`${entry.service.name} runs again`);
        return true;
      } catch (error) {
        this.#options.log(`!!! ${entry.service.name} did not start: ${(error as Error).message}`);
      }
    }
  }
}
