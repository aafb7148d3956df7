/** What runs have cost, for estimates. */
import type { Scope } from './database.ts';

export interface KindCost {
  readonly runs: number;
  readonly averageMicroUsd: number;
}

/** Old runs had other prompts and prices. */
const LOOK_BACK_MS = 90 * 24 * 60 * 60 * 1000;

export class RunCostStore {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Completed runs of the organization's agents of a kind; `runs` is 0 when there were none. */
  async averageOf(kind: string, now: Date): Promise<KindCost> {
    const { tx, organizationId } = this.#scope;
    const found = await tx.run.aggregate({
      where: {
        organizationId,
        kind,
        status: 'completed',
        queuedAt: { gte: new Date(now.getTime() - LOOK_BACK_MS) },
      },
      _count: true,
      _avg: { costMicroUsd: true },
    });
    return { runs: found._count, averageMicroUsd: found._avg.costMicroUsd ?? 0 };
  }
}
