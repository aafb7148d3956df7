/** What the inbox makes of a request: how urgent it is, and whether it may be decided together with others. */
import type { ApprovalView } from '../../api/types.ts';

export type Sla = 'calm' | 'soon' | 'late';

const SOON_SHARE = 0.25;
const LATE_SHARE = 0.05;

/** By the share of its time that is left; escalated requests have waited too long already. */
export function slaOf(
  { createdAt, expiresAt, escalatedAt }: Pick<ApprovalView, 'createdAt' | 'expiresAt' | 'escalatedAt'>,
  now: number,
): Sla {
  const whole = Date.parse(expiresAt) - Date.parse(createdAt);
  const share = (Date.parse(expiresAt) - now) / Math.max(1, whole);
  if (share <= LATE_SHARE) return 'late';
  return share <= SOON_SHARE || escalatedAt !== null ? 'soon' : 'calm';
}

/** What cannot be taken back, and what two people are to look at, is decided one by one. */
export function mayBatch({
  status,
  risk,
  policy,
}: Pick<ApprovalView, 'status' | 'risk' | 'policy'>): boolean {
  return status === 'pending' && risk !== 'destructive' && !policy.fourEyes;
}
