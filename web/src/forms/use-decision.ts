/** The state of one decision: what the person is about to do, the edited arguments, the reason, the sending. */
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useDecide } from '../api/mutations.ts';
import type { ApprovalView, DecisionBody } from '../api/types.ts';
import { proposedOf } from '../components/approvals/proposed.ts';
import type { DecisionMode } from './DecisionButtons.tsx';
import { errorsBelow, type FieldErrors, type JsonObject } from './json-schema.ts';

const DONE: Readonly<Record<DecisionBody['decision'], string>> = {
  approve: 'Approved. The run goes on.',
  edit: 'Approved with your changes. The run goes on.',
  reject: 'Rejected. The agent is told why.',
};

const HALF_DONE = 'Your approval is recorded. A second person decides.';

export function useDecision(approval: ApprovalView) {
  const proposed = proposedOf(approval);
  const [mode, setMode] = useState<DecisionMode>('read');
  const [edited, setEdited] = useState<JsonObject>(proposed.args);
  const [reason, setReason] = useState('');
  const decide = useDecide(approval.id);
  const send = async (body: DecisionBody) => {
    const decided = await decide.mutateAsync(body).catch(() => undefined);
    if (decided === undefined) return;
    setMode('read');
    const message = decided.status === 'pending' ? HALF_DONE : DONE[body.decision];
    notifications.show({ title: approval.toolName, message });
  };
  return {
    mode,
    edited,
    setEdited,
    reason,
    setReason,
    error: decide.error,
    fieldErrors: argumentErrors(decide.error),
    isSending: decide.isPending,
    isReady: mode !== 'reject' || reason.trim() !== '',
    submit: () =>
      send({
        ...bodyOf(mode, edited, reason),
        argumentsHash: (mode === 'edit' ? hashToConfirm(decide.error) : undefined) ?? proposed.argumentsHash,
      }),
    choose: (next: DecisionMode) => {
      // A call of unknown outcome is repeated as it was, or left.
      if (next === 'edit' && approval.subject === 'effect_unknown') return;
      setMode(next);
      if (next === 'read') setEdited(proposed.args);
    },
  };
}

function bodyOf(mode: DecisionMode, edited: JsonObject, reason: string): DecisionBody {
  if (mode === 'edit') return { decision: 'edit', arguments: { ...edited } };
  return mode === 'reject' ? { decision: 'reject', reason } : { decision: 'approve' };
}

/** Sent again after its new reasons were shown, the same edit is confirmed; another one has another hash. */
function hashToConfirm(error: Error | null): string | undefined {
  const hash = isUnconfirmed(error) ? error.problem?.['argumentsHash'] : undefined;
  return typeof hash === 'string' ? hash : undefined;
}

type Unconfirmed = ApiError & { readonly code: 'edit_unconfirmed' };

/** The edit asks for approval for a reason that nobody has seen. */
export function isUnconfirmed(error: Error | null): error is Unconfirmed {
  return error instanceof ApiError && error.code === 'edit_unconfirmed';
}

function argumentErrors(error: Error | null): FieldErrors {
  return error instanceof ApiError && !isUnconfirmed(error)
    ? errorsBelow('/arguments', error.problem?.errors ?? [])
    : {};
}
