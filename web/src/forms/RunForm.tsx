import { Button, Collapse, Group, Stack, Text } from '@mantine/core';
import { IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useStartRun } from '../api/mutations.ts';
import type { AgentView, KindView } from '../api/types.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { paths } from '../paths.ts';
import { words } from '../ui/format.ts';
import { inputErrors } from './input-errors.ts';
import { type JsonObject, readSchema } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';

interface Props {
  readonly agent: AgentView;
  readonly kind: KindView;
}

/** Starts a run with an input suited to the agent's kind, and opens its timeline. */
export function RunForm(props: Props) {
  return props.agent.status === 'active' ? <ActiveForm {...props} /> : <NotActive agent={props.agent} />;
}

/** What is left to do with an agent that starts no runs. */
function NotActive({ agent: { id, status } }: { readonly agent: AgentView }) {
  if (status === 'archived') return <Text size="sm">An archived agent starts no runs.</Text>;
  return (
    <Stack gap="sm" align="flex-start">
      <Button component={Link} to={paths.tryAgent(id)} leftSection={<IconFlask size={16} />}>
        Try it
      </Button>
      <Text size="sm">
        While it is {words(status)} it starts dry runs only: they read, and change nothing. Set it to active
        to let it work.
      </Text>
    </Stack>
  );
}

function ActiveForm({ agent, kind }: Props) {
  const schema = readSchema(kind.inputSchema);
  const hasFields = Object.keys(schema.properties ?? {}).length > 0;
  const mustFill = (schema.required ?? []).length > 0;
  const [asking, setAsking] = useState(mustFill);
  const [input, setInput] = useState<JsonObject>({});
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const navigate = useNavigate();
  const start = useStartRun();
  const obstacle = useObstacle('runs:write');
  const change = (next: JsonObject) => {
    setInput(next);
    // Another input is another request.
    setKey(crypto.randomUUID());
  };
  const submit = async () => {
    const run = await start.mutateAsync({ agentId: agent.id, input, idempotencyKey }).catch(() => undefined);
    if (run !== undefined) void navigate(paths.run(agent.id, run.id));
  };
  return (
    <form
      aria-label="Run now"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <Collapse expanded={asking}>
          <SchemaFields
            schema={kind.inputSchema}
            value={input}
            onChange={change}
            errors={inputErrors(start.error)}
          />
        </Collapse>
        {start.error === null ? null : <ErrorNotice error={start.error} title="The run was not started" />}
        <Group gap="sm">
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={16} />}
            loading={start.isPending}
            disabled={obstacle !== undefined}
            title={obstacle}
          >
            Run now
          </Button>
          {hasFields && !mustFill ? (
            <Button
              variant="subtle"
              aria-expanded={asking}
              onClick={() => {
                setAsking(!asking);
              }}
            >
              {asking ? 'Without options' : 'With options'}
            </Button>
          ) : null}
          {obstacle === undefined ? null : <Text size="sm">{obstacle}</Text>}
        </Group>
      </Stack>
    </form>
  );
}
