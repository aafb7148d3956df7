/** Tokens of answers being written, kept outside Temporal and outside the journal. */
import type { Scope } from './database.ts';

export interface StreamChunkRow {
  readonly turn: number;
  readonly attempt: number;
  readonly position: number;
  readonly text: string;
  /** What came before it of this attempt is no part of the answer. */
  readonly discarded?: boolean;
}

export class StreamStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async append(runId: string, chunk: StreamChunkRow): Promise<void> {
    const { tx, organizationId } = this.#scope;
    await tx.streamChunk.createMany({ data: [{ ...chunk, runId, organizationId }], skipDuplicates: true });
  }

  /** All chunks of the latest attempt of the latest turn, in order. */
  async snapshot(runId: string): Promise<StreamChunkRow[]> {
    const { tx, organizationId } = this.#scope;
    const last = await tx.streamChunk.findFirst({
      where: { runId, organizationId },
      orderBy: [{ turn: 'desc' }, { attempt: 'desc' }],
      select: { turn: true, attempt: true },
    });
    if (last === null) return [];
    return tx.streamChunk.findMany({
      where: { runId, organizationId, turn: last.turn, attempt: last.attempt },
      orderBy: { position: 'asc' },
      select: { turn: true, attempt: true, position: true, text: true, discarded: true },
    });
  }
}
