/** The states of an approval and how a decision maps to one. */
export const APPROVAL_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'edited',
  'expired',
  'cancelled',
] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

export const DECISIONS = ['approve', 'reject', 'edit'] as const;
export type Decision = (typeof DECISIONS)[number];

export const DECISION_DOORS = ['api', 'ui', 'update', 'signal', 'link', 'channel', 'system'] as const;
export type DecisionDoor = (typeof DECISION_DOORS)[number];

export const STATUS_AFTER: Readonly<Record<Decision, ApprovalStatus>> = {
  approve: 'approved',
  reject: 'rejected',
  edit: 'edited',
};

/** What an approval guards: a tool call, or the question whether an unknown effect may be repeated. */
export const APPROVAL_SUBJECTS = ['tool_call', 'effect_unknown'] as const;
export type ApprovalSubject = (typeof APPROVAL_SUBJECTS)[number];
