/**
 * The timeline of one run: reads the stored log, then follows the run's event stream until it ends.
 * A stream that breaks is resumed after the last entry seen, so nothing is shown twice or lost.
 */
import { ApiError, authorization, get, toError, withQuery } from './client.ts';
import { readEvents, type ServerEvent } from './sse.ts';
import type { LogEntryView, LogPage, RunStatusEvent, TokenEvent } from './types.ts';

export type FeedPhase = 'loading' | 'live' | 'reconnecting' | 'ended' | 'failed';

/** The answer as far as the model has written it. */
export interface LiveAnswer {
  readonly turn: number;
  readonly attempt: number;
  readonly text: string;
}

export interface FeedState {
  readonly phase: FeedPhase;
  readonly entries: readonly LogEntryView[];
  readonly answer: LiveAnswer | null;
  readonly error: Error | null;
}

export interface FeedListener {
  readonly onStatus: (change: RunStatusEvent) => void;
  /** New entries or the end: totals of the run have changed. */
  readonly onProgress: () => void;
}

const LOG_PAGE = 1000;
/** Entries and tokens that arrive together are shown together. */
const SHOW_MS = 60;
const LONGEST_PAUSE_MS = 15_000;

export class RunFeed {
  readonly #runId: string;
  readonly #watchers = new Set<() => void>();
  #state: FeedState = { phase: 'loading', entries: [], answer: null, error: null };
  #shown = this.#state;
  #showing = false;

  constructor(runId: string) {
    this.#runId = runId;
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly snapshot = (): FeedState => this.#shown;

  /** Reads and follows until the signal aborts. `open` says whether the run can still change. */
  async follow(open: boolean, listener: FeedListener, signal: AbortSignal): Promise<void> {
    try {
      await this.#catchUp(signal);
      if (open) await this.#stayConnected(listener, signal);
      this.#set({ phase: 'ended', answer: null, error: null });
    } catch (error) {
      if (signal.aborted) return;
      this.#set({ phase: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    for (;;) {
      const path = withQuery(`/v1/runs/${this.#runId}/log`, { after: this.#lastSeq(), limit: LOG_PAGE });
      const page = await get<LogPage>(path, signal);
      this.#add(page.data);
      if (!page.hasMore || page.data.length === 0) return;
    }
  }

  async #stayConnected(listener: FeedListener, signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (;;) {
      try {
        const ended = await this.#readStream(listener, signal, () => {
          failures = 0;
        });
        if (ended) break;
      } catch (error) {
        if (signal.aborted || !isTemporary(error)) throw error;
      }
      this.#set({ phase: 'reconnecting' });
      await pause(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures), signal);
      failures += 1;
    }
    await this.#catchUp(signal);
    listener.onProgress();
  }

  /** True when the server said that the run has ended; false when the connection did. */
  async #readStream(listener: FeedListener, signal: AbortSignal, onOpen: () => void): Promise<boolean> {
    const response = await fetch(`/v1/runs/${this.#runId}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(this.#lastSeq()), ...authorization() },
      signal,
    });
    if (!response.ok || response.body === null) throw await toError(response, true);
    onOpen();
    this.#set({ phase: 'live', error: null });
    for await (const event of readEvents(response.body)) {
      if (event.event === 'end') return true;
      this.#take(event, listener);
    }
    return false;
  }

  #take(event: ServerEvent, listener: FeedListener): void {
    const data: unknown = JSON.parse(event.data);
    if (event.event === 'log') {
      this.#add([data as LogEntryView]);
      listener.onProgress();
    } else if (event.event === 'status') {
      listener.onStatus(data as RunStatusEvent);
    } else if (event.event === 'token') {
      this.#set({ answer: appendToken(this.#state.answer, data as TokenEvent) });
    } else if (event.event === 'discard') {
      // Half an answer of a model that failed is not left standing as if it were one.
      this.#set({ answer: null });
    }
  }

  #add(entries: readonly LogEntryView[]): void {
    const last = this.#lastSeq();
    const fresh = entries.filter((entry) => entry.seq > last);
    if (fresh.length === 0) return;
    const answer = answeredBy(fresh, this.#state.answer) ? null : this.#state.answer;
    this.#set({ entries: [...this.#state.entries, ...fresh], answer });
  }

  #lastSeq(): number {
    return this.#state.entries.at(-1)?.seq ?? 0;
  }

  #set(change: Partial<FeedState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#showing) return;
    this.#showing = true;
    setTimeout(() => {
      this.#showing = false;
      this.#shown = this.#state;
      for (const watcher of this.#watchers) watcher();
    }, SHOW_MS);
  }
}

/** A later attempt of a turn starts over; a snapshot replaces what was missed during a reconnect. */
function appendToken(answer: LiveAnswer | null, token: TokenEvent): LiveAnswer {
  const { turn, attempt, text, snapshot } = token;
  const same = answer !== null && answer.turn === turn && answer.attempt === attempt;
  return { turn, attempt, text: same && !snapshot ? answer.text + text : text };
}

/** A turn that ended in tool calls has no answer to show any more. */
function answeredBy(entries: readonly LogEntryView[], answer: LiveAnswer | null): boolean {
  return entries.some(
    ({ entry }) => entry.kind === 'llm_generation' && entry.turn === answer?.turn && entry.toolCalls > 0,
  );
}

function isTemporary(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 0 || error.status === 429 || error.status >= 500;
  // What fetch and a broken body throw; anything else is a mistake of this program and must be seen.
  return error instanceof TypeError || error instanceof DOMException;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}
