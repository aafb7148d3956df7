/** What activities need of the world. worker/build-deps.ts builds it once per process. */
import type { Logger } from 'pino';
import type { TokenPrice } from '../domain/budget/pricing.ts';
import type { Database } from '../store/database.ts';
import type { Egress } from './egress/egress.ts';
import type { ReachFaultPoint } from './fault-points.ts';
import type { RunMetrics } from './metrics.ts';
import type { ModelClient } from './model/model-client.ts';
import type { Telemetry } from './telemetry.ts';

export interface ActivityDeps {
  readonly database: Database;
  readonly model: ModelClient;
  /** To the hosts that organizations name, and to nowhere else. */
  readonly egress: Egress;
  readonly defaultModel: string;
  /** Model calls of one organization that may be under way at a time, over all workers. */
  readonly modelCallsAtOnce: number;
  readonly priceOverrides: Readonly<Record<string, TokenPrice>>;
  readonly telemetry: Telemetry;
  readonly metrics: RunMetrics;
  readonly log: Logger;
  /** Tells whoever watches the run that there is something new; a hint, may be lost. */
  readonly runChanged: (runId: string) => void;
  readonly now: () => Date;
  readonly reach: ReachFaultPoint;
}
