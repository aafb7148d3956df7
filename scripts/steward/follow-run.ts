/** A run, live: server-sent events, taken up again where they broke off. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntryView } from '../../domain/contracts/log-entries.ts';
import type { RunStatusEvent } from '../../domain/contracts/run-events.ts';
import type { ApiClient } from './api-client.ts';
import { Unreachable } from './failure.ts';

export interface FollowHandlers {
  readonly onLog?: (entry: LogEntryView) => void;
  readonly onStatus?: (status: RunStatusEvent) => void;
}

interface ServerEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

const RETRY_MS = 1_000;
/** Longer than a restart of the API takes. */
const GIVE_UP_MS = 60_000;

/** Resolves when the run has ended. Each log entry is told once, in order, however often the stream breaks. */
export async function followRun(client: ApiClient, runId: string, handlers: FollowHandlers): Promise<void> {
  const stream = new RunStream(client, runId, handlers);
  for (;;) {
    try {
      await stream.read();
    } catch (error) {
      if (!stream.mayResumeAfter(error)) throw error;
    }
    if (stream.isAtEnd) return;
    await sleep(RETRY_MS);
  }
}

class RunStream {
  readonly #client: ApiClient;
  readonly #path: string;
  readonly #handlers: FollowHandlers;
  #lastEventId: string | undefined;
  #heardAt: number | undefined;
  isAtEnd = false;

  constructor(client: ApiClient, runId: string, handlers: FollowHandlers) {
    this.#client = client;
    this.#path = `/v1/runs/${encodeURIComponent(runId)}/events`;
    this.#handlers = handlers;
  }

  /** One connection, from where the last one broke off. */
  async read(): Promise<void> {
    const id = this.#lastEventId;
    const response = await this.#client.stream(this.#path, id === undefined ? {} : { 'last-event-id': id });
    for await (const event of readEvents(response)) this.#take(event);
  }

  /** A server that was never heard from is not waited for, nor is one that says no. */
  mayResumeAfter(error: unknown): boolean {
    const isPassing = error instanceof Unreachable || error instanceof TypeError;
    return isPassing && this.#heardAt !== undefined && Date.now() - this.#heardAt < GIVE_UP_MS;
  }

  #take({ event, id, data }: ServerEvent): void {
    this.#heardAt = Date.now();
    this.#lastEventId = id ?? this.#lastEventId;
    if (event === 'log') this.#handlers.onLog?.(data as LogEntryView);
    if (event === 'status') this.#handlers.onStatus?.(data as RunStatusEvent);
    if (event === 'end') this.isAtEnd = true;
  }
}

async function* readEvents({ body }: Response): AsyncGenerator<ServerEvent> {
  if (body === null) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

function parseEvent(block: string): ServerEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()] as const;
    }),
  );
  const event = fields.get('event');
  if (event === undefined) return undefined;
  return { event, id: fields.get('id'), data: JSON.parse(fields.get('data') ?? 'null') as unknown };
}
