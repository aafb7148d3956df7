/** Approve, edit or reject: the exact arguments as a form, and what each choice does. */
import { Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useDecide } from '../api/mutations.ts';
import type { ApprovalView, DecisionBody, ToolView } from '../api/types.ts';
import { ArgumentsDiff } from '../components/approvals/ArgumentsDiff.tsx';
import { ErrorNotice } from '../components/QueryView.tsx';
import { JsonView } from '../ui/JsonView.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { DecisionButtons, type DecisionMode, RejectFields } from './DecisionButtons.tsx';
import { errorsBelow, type JsonObject, type JsonSchema } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';

interface Props {
  readonly approval: ApprovalView;
  readonly tool: ToolView | undefined;
}

const DONE: Readonly<Record<DecisionBody['decision'], string>> = {
  approve: 'Approved. The run goes on.',
  edit: 'Approved with your changes. The run goes on.',
  reject: 'Rejected. The agent is told why.',
};

export function DecisionForm({ approval, tool }: Props) {
  const [mode, setMode] = useState<DecisionMode>('read');
  const [values, setValues] = useState<JsonObject>(approval.decidedArguments ?? approval.arguments);
  const [reason, setReason] = useState('');
  const decide = useDecide(approval.id);
  const form = useRef<HTMLFormElement>(null);
  const pending = approval.status === 'pending';
  useFocusOnMode(form, mode);
  const send = async (body: DecisionBody) => {
    const decided = await decide.mutateAsync(body).catch(() => undefined);
    setMode(decided === undefined && body.decision === 'edit' ? 'edit' : 'read');
    if (decided !== undefined) notifications.show({ title: approval.toolName, message: DONE[body.decision] });
  };
  const submit = () => {
    if (mode === 'edit') return send({ decision: 'edit', arguments: { ...values } });
    if (mode === 'reject') return send({ decision: 'reject', reason });
    return send({ decision: 'approve' });
  };
  useDecisionKeys(form, pending, setMode);
  const problems = decide.error instanceof ApiError ? (decide.error.problem?.errors ?? []) : [];
  return (
    <form
      ref={form}
      aria-label="Decision"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <Arguments approval={approval} tool={tool} editing={mode === 'edit'} values={pending ? values : (approval.decidedArguments ?? approval.arguments)} onChange={setValues} errors={errorsBelow('/arguments', problems)} />
        {mode === 'edit' ? <ArgumentsDiff before={approval.arguments} after={values} /> : null}
        {approval.status === 'edited' && approval.decidedArguments !== null ? <ArgumentsDiff before={approval.arguments} after={approval.decidedArguments} /> : null}
        {mode === 'reject' ? <RejectFields reason={reason} onChange={setReason} /> : null}
        {decide.error === null ? null : <DecisionError error={decide.error} approval={approval} />}
        {pending ? (
          <DecisionButtons
            approval={approval}
            mode={mode}
            sending={decide.isPending}
            ready={mode !== 'reject' || reason.trim() !== ''}
            onMode={(next) => {
              setMode(next);
              if (next === 'read') setValues(approval.arguments);
            }}
          />
        ) : null}
      </Stack>
    </form>
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
  const schema = tool?.inputSchema as JsonSchema | undefined;
  if (schema?.properties === undefined) return <JsonView value={values} name="Arguments" />;
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <h3 className="aside-title">{editing ? 'Change what it would do' : 'What it would do, exactly'}</h3>
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
      </Group>
      {asJson ? (
        <JsonView value={values} name={`Arguments of ${approval.toolName}`} />
      ) : (
        <div className={editing ? 'arguments' : 'arguments reading'}>
          <SchemaFields schema={schema} value={values} onChange={onChange} errors={errors} readOnly={!editing} />
        </div>
      )}
    </div>
  );
}

/** Losing the race is no error of the person's: it says who won, and the page shows that decision. */
function DecisionError({ error, approval }: { readonly error: Error; readonly approval: ApprovalView }) {
  if (!(error instanceof ApiError) || error.status !== 409) {
    return <ErrorNotice error={error} title="Your decision was not taken" advice="The request still waits, and what you entered is kept." />;
  }
  const winner = approval.decidedBy === null ? '' : ` by ${approval.decidedBy} via ${approval.decidedVia ?? 'system'}`;
  return (
    <Alert role="alert" color="yellow" variant="outline" className="notice" title={`Already ${approval.status === 'pending' ? 'decided' : approval.status}${winner}`}>
      <Text size="sm">{error.message} Your decision changed nothing.</Text>
    </Alert>
  );
}

/** `a` only moves to the button: what cannot be undone takes a second key. */
function useDecisionKeys(form: React.RefObject<HTMLFormElement | null>, pending: boolean, setMode: (mode: DecisionMode) => void): void {
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

function useFocusOnMode(form: React.RefObject<HTMLFormElement | null>, mode: DecisionMode): void {
  useEffect(() => {
    if (mode === 'read') return;
    const fields = form.current?.querySelectorAll<HTMLElement>('textarea:not([readonly])');
    (mode === 'reject' ? fields?.item(fields.length - 1) : fields?.item(0))?.focus();
  }, [form, mode]);
}
