/**
 * Circuit breakers: after failures in a row nobody waits for a model, or for the provider of them all, until one call
 * has tried it again. State of this process: what one worker cannot reach, another may.
 */
import { isUnreachable, ModelPaused } from '../failures.ts';

export interface BreakerOptions {
  /** Outages in a row after which it opens. */
  readonly failures: number;
  /** How long it stays open the first time; twice as long after each try in vain, up to {@link LONGEST_OPEN_MS}. */
  readonly openMs: number;
  readonly onChange?: (change: BreakerChange) => void;
  readonly now?: () => number;
}

/** What can be down. */
export type BreakerKind = 'model' | 'provider';

export interface BreakerChange {
  readonly kind: BreakerKind;
  readonly name: string;
  /** When it is tried again; undefined: it works. */
  readonly pausedUntil: Date | undefined;
}

interface Outage {
  readonly failures: number;
  /** Of the last failure. */
  readonly reason: string;
}

interface Circuit extends Outage {
  /** Set once it is open. */
  readonly openUntil: number | undefined;
  readonly openMs: number;
  /** A call is trying whether it is back. */
  readonly probing: boolean;
}

const LONGEST_OPEN_MS = 300_000;
/** Those that come while a call is trying wait at most this long before they look again. */
const LONGEST_WAIT_FOR_PROBE_MS = 10_000;
/** Names of models come from agents: a bound, should somebody invent them. */
const MOST_CIRCUITS = 1_000;

/** A circuit for each name, of one kind. */
export class Breaker {
  readonly #kind: BreakerKind;
  readonly #counts: (error: unknown) => boolean;
  readonly #options: BreakerOptions;
  readonly #now: () => number;
  /** Those that failed last. */
  readonly #circuits = new Map<string, Circuit>();

  /** `counts`: whether an error is a failure of this kind. */
  constructor(kind: BreakerKind, counts: (error: unknown) => boolean, options: BreakerOptions) {
    this.#kind = kind;
    this.#counts = counts;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Throws ModelPaused instead of calling while the circuit is open. */
  async call<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const isProbe = this.#admit(name);
    try {
      const answer = await work();
      this.#close(name);
      return answer;
    } catch (error) {
      if (signal.aborted) this.#release(name, isProbe);
      else if (this.#counts(error)) this.#fail(name, isProbe, (error as Error).message);
      // Paused or failed one level away: this one was not asked.
      else if (error instanceof ModelPaused || isUnreachable(error)) this.#release(name, isProbe);
      // It answers, if only with a no: an open circuit closes, but failures in a row are not forgotten for it.
      else if (isProbe) this.#close(name);
      throw error;
    }
  }

  isPaused(name: string): boolean {
    const circuit = this.#circuits.get(name);
    return circuit?.openUntil !== undefined && (circuit.probing || circuit.openUntil > this.#now());
  }

  /** Whether this call is the one that tries if it is back. */
  #admit(name: string): boolean {
    const circuit = this.#circuits.get(name);
    if (circuit?.openUntil === undefined) return false;
    const leftMs = circuit.openUntil - this.#now();
    if (leftMs > 0) throw this.#paused(name, circuit, leftMs);
    if (circuit.probing) {
      throw this.#paused(name, circuit, Math.min(circuit.openMs, LONGEST_WAIT_FOR_PROBE_MS));
    }
    this.#circuits.set(name, { ...circuit, probing: true });
    return true;
  }

  #fail(name: string, isProbe: boolean, message: string): void {
    const { failures: most, openMs: firstOpenMs } = this.#options;
    const fresh: Circuit = {
      failures: 0,
      reason: '',
      openUntil: undefined,
      openMs: firstOpenMs,
      probing: false,
    };
    const before = this.#circuits.get(name) ?? fresh;
    const failed = { ...before, failures: before.failures + 1, reason: message.slice(0, 200) };
    // Calls that had begun before it opened change nothing about how long it stays open.
    const opens = isProbe || (before.openUntil === undefined && failed.failures >= most);
    this.#put(name, opens ? this.#open(name, failed, isProbe) : failed);
  }

  #open(name: string, failed: Circuit, isProbe: boolean): Circuit {
    const openMs = isProbe ? Math.min(failed.openMs * 2, LONGEST_OPEN_MS) : failed.openMs;
    const openUntil = this.#now() + openMs;
    this.#options.onChange?.({ kind: this.#kind, name, pausedUntil: new Date(openUntil) });
    return { ...failed, openUntil, openMs, probing: false };
  }

  #close(name: string): void {
    const wasOpen = this.#circuits.get(name)?.openUntil !== undefined;
    this.#circuits.delete(name);
    if (wasOpen) this.#options.onChange?.({ kind: this.#kind, name, pausedUntil: undefined });
  }

  /** A try that came to nothing says nothing: the next call tries. */
  #release(name: string, isProbe: boolean): void {
    const circuit = this.#circuits.get(name);
    if (isProbe && circuit !== undefined) this.#circuits.set(name, { ...circuit, probing: false });
  }

  #put(name: string, circuit: Circuit): void {
    this.#circuits.delete(name);
    this.#circuits.set(name, circuit);
    for (const oldest of this.#circuits.keys()) {
      if (this.#circuits.size <= MOST_CIRCUITS) return;
      this.#circuits.delete(oldest);
    }
  }

  #paused(name: string, { failures, reason }: Outage, retryInMs: number): ModelPaused {
    const seconds = String(Math.ceil(retryInMs / 1000));
    return new ModelPaused(
      `the ${this.#kind} ${name} is paused after ${String(failures)} failures in a row (${reason}); it is tried again in ${seconds} s`,
      retryInMs,
    );
  }
}
