/**
 * A circuit breaker for each model: after failures in a row nobody waits for it any more until one call has tried it
 * again. State of this process: what one worker cannot reach, another may.
 *
 * Only outages count (no connection, silence, 5xx). A rate limit is no outage: the provider answers, and says itself
 * when to come back.
 */
import { isOutage, ModelPaused } from '../failures.ts';

export interface BreakerOptions {
  /** Outages in a row after which it opens. */
  readonly failures: number;
  /** How long it stays open the first time; twice as long after each try in vain, up to {@link LONGEST_OPEN_MS}. */
  readonly openMs: number;
  readonly onChange?: (change: BreakerChange) => void;
  readonly now?: () => number;
}

export interface BreakerChange {
  readonly model: string;
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
  /** A call is trying whether the model is back. */
  readonly probing: boolean;
}

const LONGEST_OPEN_MS = 300_000;
/** Those that come while a call is trying wait at most this long before they look again. */
const LONGEST_WAIT_FOR_PROBE_MS = 10_000;
/** Names of models come from agents: a bound, should somebody invent them. */
const MOST_CIRCUITS = 1_000;

export class ModelBreaker {
  readonly #options: BreakerOptions;
  readonly #now: () => number;
  /** Models that failed last. */
  readonly #circuits = new Map<string, Circuit>();

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Throws ModelPaused instead of calling while the circuit is open. */
  async call<T>(model: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const isProbe = this.#admit(model);
    try {
      const answer = await work();
      this.#close(model);
      return answer;
    } catch (error) {
      if (signal.aborted) this.#release(model, isProbe);
      else if (isOutage(error)) this.#fail(model, isProbe, (error as Error).message);
      // It answers, if only with a no: an open circuit closes, but failures in a row are not forgotten for it.
      else if (isProbe) this.#close(model);
      throw error;
    }
  }

  isPaused(model: string): boolean {
    const circuit = this.#circuits.get(model);
    return circuit?.openUntil !== undefined && (circuit.probing || circuit.openUntil > this.#now());
  }

  /** Whether this call is the one that tries if the model is back. */
  #admit(model: string): boolean {
    const circuit = this.#circuits.get(model);
    if (circuit?.openUntil === undefined) return false;
    const leftMs = circuit.openUntil - this.#now();
    if (leftMs > 0) throw paused(model, circuit, leftMs);
    if (circuit.probing) {
      throw paused(model, circuit, Math.min(circuit.openMs, LONGEST_WAIT_FOR_PROBE_MS));
    }
    this.#circuits.set(model, { ...circuit, probing: true });
    return true;
  }

  #fail(model: string, isProbe: boolean, message: string): void {
    const { failures: most, openMs: firstOpenMs } = this.#options;
    const fresh: Circuit = {
      failures: 0,
      reason: '',
      openUntil: undefined,
      openMs: firstOpenMs,
      probing: false,
    };
    const before = this.#circuits.get(model) ?? fresh;
    const failed = { ...before, failures: before.failures + 1, reason: message.slice(0, 200) };
    // Calls that had begun before it opened change nothing about how long it stays open.
    const opens = isProbe || (before.openUntil === undefined && failed.failures >= most);
    this.#put(model, opens ? this.#open(model, failed, isProbe) : failed);
  }

  #open(model: string, failed: Circuit, isProbe: boolean): Circuit {
    const openMs = isProbe ? Math.min(failed.openMs * 2, LONGEST_OPEN_MS) : failed.openMs;
    const openUntil = this.#now() + openMs;
    this.#options.onChange?.({ model, pausedUntil: new Date(openUntil) });
    return { ...failed, openUntil, openMs, probing: false };
  }

  #close(model: string): void {
    const wasOpen = this.#circuits.get(model)?.openUntil !== undefined;
    this.#circuits.delete(model);
    if (wasOpen) this.#options.onChange?.({ model, pausedUntil: undefined });
  }

  /** A try that was called off says nothing: the next call tries. */
  #release(model: string, isProbe: boolean): void {
    const circuit = this.#circuits.get(model);
    if (isProbe && circuit !== undefined) this.#circuits.set(model, { ...circuit, probing: false });
  }

  #put(model: string, circuit: Circuit): void {
    this.#circuits.delete(model);
    this.#circuits.set(model, circuit);
    for (const oldest of this.#circuits.keys()) {
      if (this.#circuits.size <= MOST_CIRCUITS) return;
      this.#circuits.delete(oldest);
    }
  }
}

function paused(model: string, { failures, reason }: Outage, retryInMs: number): ModelPaused {
  const seconds = String(Math.ceil(retryInMs / 1000));
  return new ModelPaused(
    `the model ${model} is paused after ${String(failures)} failures in a row (${reason}); it is tried again in ${seconds} s`,
    retryInMs,
  );
}
