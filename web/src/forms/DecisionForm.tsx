/** Approve, edit or reject: the exact arguments as a form, and what each choice does. */
import { Anchor, Group, JsonInput, Stack, Text } from '@mantine/core';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import type { ApprovalView, ToolView } from '../api/types.ts';
import { ArgumentsDiff } from '../components/approvals/ArgumentsDiff.tsx';
import { doorText } from '../components/door-text.ts';
import { useActorName } from '../components/use-actor-name.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { JsonView } from '../ui/JsonView.tsx';
import { WarningNotice } from '../ui/Notices.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { DecisionButtons, type DecisionMode, RejectFields } from './DecisionButtons.tsx';
import { isObject, type JsonObject, readSchema } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';
import { isUnconfirmed, useDecision } from './use-decision.ts';

interface Props {
  readonly approval: ApprovalView;
  readonly tool: ToolView | undefined;
  /** What to know before deciding, shown between the arguments and the buttons. */
  readonly children?: ReactNode;
}

export function DecisionForm({ approval, tool, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const decision = useDecision(approval);
  const pending = approval.status === 'pending';
  const mode = pending ? decision.mode : 'read';
  const values = pending ? decision.edited : (approval.decidedArguments ?? approval.arguments);
  useFocusOnMode(form, mode);
  useDecisionKeys(form, pending, decision.choose);
  return (
    <form
      ref={form}
      aria-label="Decision"
      onSubmit={(event) => {
        event.preventDefault();
        void decision.submit();
      }}
    >
      <Stack gap="md">
        <Arguments
          approval={approval}
          tool={tool}
          editing={mode === 'edit'}
          values={values}
          onChange={decision.setEdited}
          errors={decision.fieldErrors}
        />
        {mode === 'edit' || isChanged(approval) ? (
          <ArgumentsDiff before={approval.arguments} after={values} />
        ) : null}
        {children}
        {mode === 'reject' ? <RejectFields reason={decision.reason} onChange={decision.setReason} /> : null}
        {decision.error === null ? null : <DecisionError error={decision.error} approval={approval} />}
        {pending ? (
          <DecisionButtons
            approval={approval}
            mode={mode}
            sending={decision.isSending}
            ready={decision.isReady}
            onMode={decision.choose}
          />
        ) : null}
      </Stack>
    </form>
  );
}

/** Somebody has changed what the agent asked for. */
function isChanged({ status, firstApproval }: ApprovalView): boolean {
  return (
    status === 'edited' ||
    (status === 'pending' && firstApproval !== null && firstApproval.arguments !== null)
  );
}

interface ArgumentsProps {
  readonly approval: ApprovalView;
  readonly tool: ToolView | undefined;
  readonly editing: boolean;
  readonly values: JsonObject;
  readonly onChange: (values: JsonObject) => void;
  readonly errors: Readonly<Record<string, string>>;
}

function Arguments({ approval, tool, editing, values, onChange, errors }: ArgumentsProps) {
  const [asJson, setAsJson] = useState(false);
  const schema = tool?.inputSchema;
  const hasForm = readSchema(schema).properties !== undefined;
  const Shown = hasForm && !asJson ? ArgumentsForm : RawArguments;
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <h3 className="aside-title">{editing ? 'Change what it would do' : 'What it would do, exactly'}</h3>
        {hasForm ? (
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              setAsJson(!asJson);
            }}
          >
            {asJson ? 'Show as a form' : 'Show as JSON'}
          </Anchor>
        ) : null}
      </Group>
      <Shown
        key={editing ? 'edit' : 'read'}
        name={`Arguments of ${approval.toolName}`}
        schema={schema}
        editing={editing}
        values={values}
        onChange={onChange}
        errors={errors}
      />
      {errors[''] === undefined ? null : (
        <Text size="sm" c="red" role="alert" mt={6}>
          {errors['']}
        </Text>
      )}
    </div>
  );
}

interface ShownProps extends Pick<ArgumentsProps, 'editing' | 'values' | 'onChange' | 'errors'> {
  readonly name: string;
  readonly schema: unknown;
}

function ArgumentsForm({ editing, values, ...fields }: ShownProps) {
  return (
    <div className={editing ? 'arguments' : 'arguments reading'}>
      <SchemaFields {...fields} value={values} readOnly={!editing} />
    </div>
  );
}

/** For arguments that no form fits, or whoever prefers JSON. Taken over as soon as it is an object. */
function RawArguments({ name, editing, values, onChange }: ShownProps) {
  const [text, setText] = useState(() => JSON.stringify(values, null, 2));
  const [problem, setProblem] = useState<string>();
  if (!editing)
    return (
      <div className="arguments">
        <JsonView value={values} name={name} />
      </div>
    );
  return (
    <JsonInput
      aria-label={name}
      value={text}
      error={problem}
      autosize
      minRows={4}
      maxRows={20}
      onChange={(next) => {
        setText(next);
        const parsed = toObject(next);
        setProblem(
          parsed === undefined ? 'This is no JSON object yet; what was valid last is kept' : undefined,
        );
        if (parsed !== undefined) onChange(parsed);
      }}
    />
  );
}

function toObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Losing the race is no error of the person's: it says who won, and the page shows that decision. */
function DecisionError({ error, approval }: { readonly error: Error; readonly approval: ApprovalView }) {
  const nameOf = useActorName();
  if (isUnconfirmed(error)) return <NewReasons reasons={error.problem?.errors ?? []} />;
  if (!(error instanceof ApiError) || error.status !== 409) {
    return (
      <ErrorNotice
        error={error}
        title="Your decision was not taken"
        advice="The request still waits, and what you entered is kept."
      />
    );
  }
  const { decidedBy, decidedVia, status } = approval;
  const winner =
    decidedBy === null
      ? 'Too late to decide'
      : `Already ${status} by ${nameOf(decidedBy)} ${doorText(decidedVia)}`;
  return (
    <WarningNotice title={winner}>
      <Text size="sm">{error.message} Your decision changed nothing.</Text>
    </WarningNotice>
  );
}

/** What the changes bring in, which nobody was asked before. */
function NewReasons({ reasons }: { readonly reasons: readonly { readonly message: string }[] }) {
  return (
    <WarningNotice title="Your changes ask for something new">
      <ul className="batch-list">
        {reasons.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
      <Text size="sm">Nothing was decided yet. “Approve with changes” once more confirms exactly these.</Text>
    </WarningNotice>
  );
}

/** `a` only moves to the button: what cannot be undone takes a second key. */
function useDecisionKeys(
  form: RefObject<HTMLFormElement | null>,
  pending: boolean,
  setMode: (mode: DecisionMode) => void,
): void {
  const enter = (mode: DecisionMode) => () => {
    if (pending) setMode(mode);
  };
  useShortcuts({
    a: () => {
      enter('read')();
      form.current?.querySelector<HTMLElement>('[data-approve]')?.focus();
    },
    e: enter('edit'),
    r: enter('reject'),
  });
}

function useFocusOnMode(form: RefObject<HTMLFormElement | null>, mode: DecisionMode): void {
  useEffect(() => {
    if (mode === 'read') return;
    const fields = form.current?.querySelectorAll<HTMLElement>('textarea:not([readonly])');
    (mode === 'reject' ? fields?.item(fields.length - 1) : fields?.item(0))?.focus();
  }, [form, mode]);
}
