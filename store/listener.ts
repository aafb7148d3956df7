/**
 * LISTEN on a channel, over one connection of its own (a pooled one would forget). It reconnects by itself;
 * what is notified meanwhile is lost, so whoever listens also polls.
 */
import { Client } from 'pg';

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

export interface ListenerOptions {
  readonly url: string;
  readonly onMessage: (payload: string) => void;
  /** Hears of a lost connection, once per outage. */
  readonly onProblem: (error: Error) => void;
}

export interface Listener {
  close(): Promise<void>;
}

class ReconnectingListener implements Listener {
  readonly #channel: string;
  readonly #options: ListenerOptions;
  #client: Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(channel: string, options: ListenerOptions) {
    this.#channel = channel;
    this.#options = options;
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#drop();
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.#options.url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: `steward-listen-${this.#channel}`,
    });
    this.#client = client;
    client.on('notification', ({ payload }) => {
      this.#options.onMessage(payload ?? '');
    });
    client.on('error', (error) => {
      this.#reconnect(client, error);
    });
    client.on('end', () => {
      this.#reconnect(client, new Error('the connection ended'));
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.#channel)}`);
      this.#failures = 0;
    } catch (error) {
      this.#reconnect(client, error as Error);
    }
  }

  /** A dying connection reports itself several times; only the first report of the current one counts. */
  #reconnect(client: Client, error: Error): void {
    if (this.#closed || this.#client !== client) return;
    if (this.#failures === 0) this.#options.onProblem(error);
    void this.#drop();
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
    this.#failures += 1;
    this.#retry = setTimeout(() => void this.#connect(), delay);
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // Ending a connection that never stood rejects; there is nothing left to do about it.
    await client?.end().catch(() => undefined);
  }
}

export function listenTo(channel: string, options: ListenerOptions): Listener {
  return new ReconnectingListener(channel, options);
}
