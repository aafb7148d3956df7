/**
 * Hints that a run has moved: NOTIFY on `steward_run` carries the run's UUID and nothing else. While the listener
 * is disconnected nothing is lost, because who waits also polls.
 */
import { listenTo } from './listener.ts';

const CHANNEL = 'steward_run';

export interface Hints {
  /** Calls `wake` whenever the run may have moved; returns how to stop. */
  subscribe(runId: string, wake: () => void): () => void;
  close(): Promise<void>;
}

export interface HintsOptions {
  readonly url: string;
  /** Hears of a lost connection, once per outage. */
  readonly onProblem: (error: Error) => void;
}

export function createHints({ url, onProblem }: HintsOptions): Hints {
  const subscribers = new Map<string, Set<() => void>>();
  const onMessage = (runId: string): void => {
    subscribers.get(runId)?.forEach((wake) => {
      wake();
    });
  };
  const listener = listenTo(CHANNEL, { url, onProblem, onMessage });
  const subscribe = (runId: string, wake: () => void): (() => void) => {
    const wakes = subscribers.get(runId) ?? new Set();
    wakes.add(wake);
    subscribers.set(runId, wakes);
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0) subscribers.delete(runId);
    };
  };
  return { subscribe, close: () => listener.close() };
}
