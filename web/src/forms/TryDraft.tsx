/** Tries what the form says, saved or not: a dry run that reads real data and does nothing else. */
import { Button, Stack, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import type { useTryDraft } from '../api/mutations.ts';
import { kindsQuery } from '../api/queries.ts';
import type { AgentView, RunView } from '../api/types.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { TriedRun } from '../components/TriedRun.tsx';
import { useObstacle } from '../components/use-permission.ts';
import { TRY_IT } from '../paths.ts';
import { RefusedFields } from './AgentSaveError.tsx';
import { inputErrors } from './input-errors.ts';
import type { JsonObject } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';

interface Props {
  /** As it is saved. */
  readonly agent: AgentView;
  /** What of its spec the form has changed, or undefined. */
  readonly spec: unknown;
  readonly trial: ReturnType<typeof useTryDraft>;
}

export function TryDraft({ agent, spec, trial }: Props) {
  const { data: kinds } = useQuery(kindsQuery);
  const kind = kinds?.find(({ name }) => name === agent.kind);
  const [input, setInput] = useState<JsonObject>({});
  const [tried, setTried] = useState<{ readonly run: RunView; readonly spec: unknown }>();
  const obstacle = useWhyNot(agent);
  const panel = useScrolledTo(TRY_IT);
  const submit = async () => {
    const run = await trial.mutateAsync({ input, spec }).catch(() => undefined);
    if (run !== undefined) setTried({ run, spec });
  };
  return (
    <aside ref={panel} className="try-it" aria-label="Try the draft">
      <Stack gap="md">
        <Section title="Try it">
          <form
            aria-label="Try it"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <Stack gap="sm">
              <Text size="sm" c="dimmed">
                A dry run of {spec === undefined ? 'the agent as it is saved' : 'your unsaved changes'}: it
                reads your real data and answers, but sends, changes and saves nothing. Its model calls cost
                what they always cost.
              </Text>
              {kind === undefined ? null : (
                <SchemaFields
                  schema={kind.inputSchema}
                  value={input}
                  onChange={setInput}
                  errors={inputErrors(trial.error)}
                />
              )}
              {trial.error === null ? null : <Refused error={trial.error} />}
              <Button
                type="submit"
                variant="light"
                leftSection={<IconFlask size={16} />}
                loading={trial.isPending}
                disabled={obstacle !== undefined || kind === undefined}
                title={obstacle}
              >
                Try this draft
              </Button>
              {obstacle === undefined ? null : <Text size="sm">{obstacle}</Text>}
            </Stack>
          </form>
        </Section>
        {tried !== undefined && JSON.stringify(tried.spec) !== JSON.stringify(spec) ? (
          <Text size="sm" role="status">
            The agent has been changed since this try. Try it again to see the difference.
          </Text>
        ) : null}
        {tried === undefined ? null : <TriedRun key={tried.run.id} started={tried.run} />}
      </Stack>
    </aside>
  );
}

function Refused({ error }: { readonly error: Error }) {
  return (
    <>
      <ErrorNotice error={error} title="Nothing was tried" advice="Your changes are still in the form." />
      <RefusedFields error={error} />
    </>
  );
}

/** On a phone the panel lies below a long form. */
function useScrolledTo(name: string) {
  const ref = useRef<HTMLElement>(null);
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === name) ref.current?.scrollIntoView();
  }, [hash, key, name]);
  return ref;
}

function useWhyNot(agent: AgentView): string | undefined {
  const obstacle = useObstacle('runs:write');
  if (obstacle !== undefined) return obstacle;
  return agent.status === 'archived'
    ? 'An archived agent cannot be tried. Give it another status and save first.'
    : undefined;
}
