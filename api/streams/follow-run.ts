/** Sends what happens in a run: its status, its log, the tokens of the answer being written, its end. */
import type { DiscardEvent, RunStatusEvent, TokenEvent } from '../../domain/contracts/run-events.ts';
import { isFinal, type RunStatus, type WaitingReason } from '../../domain/run/run-status.ts';
import type { LogDetail } from '../../store/log-queries.ts';
import type { Store } from '../../store/database.ts';
import type { RunPulse, TokenPosition } from '../../store/run-queries.ts';
import type { StreamChunkRow } from '../../store/stream.store.ts';
import { isDatabaseUnavailable } from '../../store/unavailable.ts';
import type { AppContext } from '../context.ts';
import { presentLogEntry } from '../routes/runs/log-entry.presenter.ts';
import type { EventStream } from './event-stream.ts';
import { watchRun } from './waiting.ts';

export interface FollowRun {
  readonly ctx: AppContext;
  readonly runId: string;
  /** Log entries up to this sequence number are known to the client. */
  readonly afterSeq: number;
  readonly transact: <T>(work: (store: Store) => Promise<T>) => Promise<T>;
  /** Throws when the caller's key is no longer good: a stream must not outlive it. */
  readonly identifyAgain: () => Promise<void>;
  readonly stream: EventStream;
}

interface News {
  readonly pulse: RunPulse;
  readonly log: readonly LogDetail[];
  readonly hasMoreLog: boolean;
  readonly tokens: readonly StreamChunkRow[];
}

const LOG_BATCH = 200;
/** Hints come with every batch of tokens; more often than this nobody sees the difference. */
const SHORTEST_PAUSE_MS = 50;

export async function followRun(follow: FollowRun): Promise<void> {
  const { ctx, runId, stream } = follow;
  const watch = watchRun(ctx.hints, runId, stream.ended);
  const reader = new RunReader(follow);
  const isAllowed = checkNowAndThen(follow);
  try {
    while (!stream.ended.aborted && (await isAllowed())) {
      const isCaughtUp = await reader.sendNews();
      if (reader.isAtEnd) break;
      if (!isCaughtUp) continue;
      await watch.next(ctx.settings.pollMs);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_PAUSE_MS));
    }
  } finally {
    watch.stop();
    stream.close();
  }
}

/** False when the key was revoked or has expired; the client learns why when it connects again. */
function checkNowAndThen({ ctx, identifyAgain }: FollowRun): () => Promise<boolean> {
  let checkedAt = Date.now();
  return async () => {
    if (Date.now() - checkedAt < ctx.settings.streamPingMs) return true;
    checkedAt = Date.now();
    try {
      await identifyAgain();
      return true;
    } catch (error) {
      return isDatabaseUnavailable(error);
    }
  };
}

class RunReader {
  readonly #follow: FollowRun;
  #seq: number;
  #status = '';
  #tokens: TokenPosition | undefined;
  isAtEnd = false;

  constructor(follow: FollowRun) {
    this.#follow = follow;
    this.#seq = follow.afterSeq;
  }

  /** True when there is nothing more to send at the moment. */
  async sendNews(): Promise<boolean> {
    const news = await this.#look();
    if (news === undefined) return true;
    await this.#sendStatus(news.pulse);
    for (const detail of news.log) {
      this.#seq = detail.entry.seq;
      await this.#follow.stream.send({ event: 'log', id: this.#seq, data: presentLogEntry(detail) });
    }
    await this.#sendTokens(news.tokens);
    if (isFinal(news.pulse.status as RunStatus) && !news.hasMoreLog) {
      await this.#follow.stream.send({ event: 'end', data: { status: news.pulse.status } });
      this.isAtEnd = true;
    }
    return !news.hasMoreLog;
  }

  /** Undefined when the database does not answer: the stream stays and looks again. */
  async #look(): Promise<News | undefined> {
    const { transact, runId, ctx } = this.#follow;
    try {
      return await transact(async (store) => {
        // The status is read before the log: what an end left behind is then surely among the entries.
        const pulse = await store.runQueries.pulse(runId);
        if (pulse === undefined) return undefined;
        const page =
          pulse.nextSeq > this.#seq + 1
            ? await store.logQueries.ofRun(runId, this.#seq, LOG_BATCH)
            : { rows: [], hasMore: false };
        const tokens = pulse.status === 'running' ? await this.#readTokens(store) : [];
        return { pulse, log: page.rows, hasMoreLog: page.hasMore, tokens };
      });
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      ctx.log.warn({ runId, reason: (error as Error).message }, 'a stream waits for the database');
      return undefined;
    }
  }

  #readTokens(store: Store): Promise<StreamChunkRow[]> {
    const { runId } = this.#follow;
    return this.#tokens === undefined
      ? store.stream.snapshot(runId)
      : store.runQueries.tokensAfter(runId, this.#tokens);
  }

  async #sendStatus(pulse: RunPulse): Promise<void> {
    const data: RunStatusEvent = {
      status: pulse.status as RunStatus,
      waitingFor: pulse.waitingFor as WaitingReason | null,
      costMicroUsd: Number(pulse.costMicroUsd),
      turns: pulse.turns,
      toolCalls: pulse.toolCalls,
    };
    const text = JSON.stringify(data);
    if (text === this.#status) return;
    this.#status = text;
    await this.#follow.stream.send({ event: 'status', data });
  }

  /** One event per attempt of a turn, with all that was written since the last look. */
  async #sendTokens(chunks: readonly StreamChunkRow[]): Promise<void> {
    const groups = new Map<string, TokenEvent>();
    for (const { turn, attempt, position, text, discarded } of chunks) {
      const key = `${String(turn)}:${String(attempt)}`;
      if (discarded === true) {
        groups.delete(key);
        this.#tokens = { turn, attempt, position };
        await this.#follow.stream.send({ event: 'discard', data: { turn, attempt } satisfies DiscardEvent });
        continue;
      }
      const isContinued = this.#tokens?.turn === turn && this.#tokens.attempt === attempt;
      const before = groups.get(key) ?? { turn, attempt, text: '', snapshot: !isContinued };
      groups.set(key, { ...before, text: before.text + text });
      this.#tokens = { turn, attempt, position };
    }
    for (const data of groups.values()) await this.#follow.stream.send({ event: 'token', data });
  }
}
