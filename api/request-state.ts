/** What the middlewares know about a request, kept in `res.locals` and read through this typed door. */
import type { Response } from 'express';

export interface RequestState {
  readonly requestId: string;
  readonly startedAt: number;
  /** The pattern of the matched route, for logs and metrics. */
  route?: string;
  organizationId?: string;
  principal?: string;
}

export function stateOf(res: Response): RequestState {
  return res.locals['state'] as RequestState;
}

export function setState(res: Response, state: RequestState): void {
  res.locals['state'] = state;
}
