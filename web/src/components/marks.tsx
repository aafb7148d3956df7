/** Status words with their shapes: one table per status, checked to be complete by the compiler. */
import {
  IconAlertTriangleFilled,
  IconArchive,
  IconBan,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleX,
  IconClockX,
  IconFlask,
  IconHourglass,
  IconPencil,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipForwardFilled,
  IconQuestionMark,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { ApprovalStatus } from '../../../domain/approval/approval-status.ts';
import type { RunStatus, WaitingReason } from '../../../domain/run/run-status.ts';
import type { AgentStatus, LogEntryBody } from '../api/types.ts';
import { words } from '../ui/format.ts';
import { Mark, type Tone } from '../ui/Mark.tsx';

interface Look {
  readonly shape: ComponentType<{ size?: number | string }>;
  readonly tone: Tone;
}

const RUN: Readonly<Record<RunStatus, Look>> = {
  queued: { shape: IconCircleDashed, tone: 'idle' },
  running: { shape: IconPlayerPlayFilled, tone: 'accent' },
  waiting: { shape: IconHourglass, tone: 'wait' },
  completed: { shape: IconCircleCheckFilled, tone: 'ok' },
  failed: { shape: IconAlertTriangleFilled, tone: 'bad' },
  cancelled: { shape: IconCircleX, tone: 'idle' },
  rejected: { shape: IconBan, tone: 'bad' },
};

const AGENT: Readonly<Record<AgentStatus, Look>> = {
  draft: { shape: IconPencil, tone: 'idle' },
  active: { shape: IconCircleCheckFilled, tone: 'ok' },
  paused: { shape: IconPlayerPauseFilled, tone: 'wait' },
  archived: { shape: IconArchive, tone: 'idle' },
};

const APPROVAL: Readonly<Record<ApprovalStatus, Look>> = {
  pending: { shape: IconHourglass, tone: 'wait' },
  approved: { shape: IconCircleCheckFilled, tone: 'ok' },
  edited: { shape: IconPencil, tone: 'ok' },
  rejected: { shape: IconBan, tone: 'bad' },
  expired: { shape: IconClockX, tone: 'bad' },
  cancelled: { shape: IconCircleX, tone: 'idle' },
};

type ToolCallStatus = Extract<LogEntryBody, { kind: 'tool_call' }>['status'];

const TOOL_CALL: Readonly<Record<ToolCallStatus, Look>> = {
  succeeded: { shape: IconCircleCheckFilled, tone: 'ok' },
  failed: { shape: IconAlertTriangleFilled, tone: 'bad' },
  invalid: { shape: IconAlertTriangleFilled, tone: 'bad' },
  denied: { shape: IconBan, tone: 'bad' },
  rejected: { shape: IconBan, tone: 'bad' },
  skipped: { shape: IconPlayerSkipForwardFilled, tone: 'idle' },
  unknown: { shape: IconQuestionMark, tone: 'wait' },
};

const WAITING: Readonly<Record<WaitingReason, string>> = {
  approval: 'waits for approval',
  budget: 'waits for budget',
  person: 'waits for a person',
  effect_unknown: 'waits: effect unknown',
  child: 'waits for another agent',
};

interface RunMarkProps {
  readonly status: RunStatus;
  readonly waitingFor?: WaitingReason | null;
}

export function RunMark({ status, waitingFor }: RunMarkProps) {
  const word = status === 'waiting' && waitingFor ? WAITING[waitingFor] : words(status);
  return <Mark {...RUN[status]} word={word} />;
}

export function ToolCallMark({ status }: { readonly status: ToolCallStatus }) {
  return <Mark {...TOOL_CALL[status]} word={status} />;
}

/** Of a run that only read. */
export function DryRunMark() {
  return <Mark shape={IconFlask} tone="idle" word="Dry run" />;
}

export function AgentMark({ status }: { readonly status: AgentStatus }) {
  return <Mark {...AGENT[status]} word={status} />;
}

export function ApprovalMark({ status }: { readonly status: ApprovalStatus }) {
  return <Mark {...APPROVAL[status]} word={status} />;
}
