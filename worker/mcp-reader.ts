/** Reads the tools of MCP servers that were added or asked to be read again. Each once; people see how it went. */
import type { Logger } from 'pino';
import type { ActivityDeps } from '../activities/deps.ts';
import { readMcpServer } from '../activities/mcp/read-mcp-server.ts';
import type { SystemDatabase } from '../store/system/system-database.ts';
import { PollingLoop } from './polling-loop.ts';

export interface McpReaderOptions {
  readonly system: SystemDatabase;
  readonly deps: ActivityDeps;
  readonly pollMs: number;
  readonly log: Logger;
}

/** Few: a server may be slow, and is waited for. */
const BATCH = 8;
/** Longer than reading one can take. */
const LEASE_MS = 300_000;

export class McpReader extends PollingLoop {
  readonly #options: McpReaderOptions;
  readonly #abort = new AbortController();

  constructor(options: McpReaderOptions) {
    super(options.pollMs);
    this.#options = options;
  }

  override stop(): Promise<void> {
    this.#abort.abort(new Error('the worker stops'));
    return super.stop();
  }

  protected async round(): Promise<boolean> {
    const { system, deps, log } = this.#options;
    try {
      const due = await system.dueMcpServers.claim(BATCH, LEASE_MS);
      await Promise.all(due.map((server) => readMcpServer(deps, server, this.#abort.signal)));
      return due.length === BATCH;
    } catch (error) {
      log.warn({ err: error }, 'reading the tools of MCP servers was interrupted');
      return false;
    }
  }
}
