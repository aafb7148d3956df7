/** Asks what the rules say to a call or a message of an agent; nothing is done. */
import { Button, Checkbox, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { agentsQuery } from '../api/queries.ts';
import { useSimulateRules } from '../api/rules.ts';
import type { ToolView } from '../api/types.ts';
import { ErrorNotice } from '../components/QueryView.tsx';
import { SimulationResult } from '../components/SimulationResult.tsx';
import { errorsBelow, type JsonObject } from './json-schema.ts';
import { SchemaFields } from './SchemaFields.tsx';

export function SimulateRulesForm({ tools }: { readonly tools: readonly ToolView[] }) {
  const [agentId, setAgentId] = useState<string | null>(null);
  const [subject, setSubject] = useState('tool');
  const [toolName, setToolName] = useState<string | null>(null);
  const [args, setArgs] = useState<JsonObject>({});
  const [message, setMessage] = useState('');
  const [tainted, setTainted] = useState(false);
  const { data } = useInfiniteQuery(agentsQuery({}));
  const agents = (data?.pages ?? []).flatMap((page) => page.data);
  const simulate = useSimulateRules();
  const tool = tools.find((item) => item.name === toolName);
  const isTool = subject === 'tool';
  const ready = agentId !== null && (isTool ? tool !== undefined : message.trim() !== '');
  const submit = () => {
    if (agentId === null) return;
    // Left out unless it is said: an agent that answers contacts has always read what they wrote.
    const asked = { agentId, ...(tainted ? { tainted } : {}) };
    simulate.mutate(isTool ? { ...asked, toolName: toolName ?? '', arguments: args } : { ...asked, message });
  };
  return (
    <form
      aria-label="Try the rules"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Select
          label="Agent"
          placeholder="Choose an agent"
          searchable
          data={agents.map(({ id, name }) => ({ value: id, label: name }))}
          value={agentId}
          onChange={setAgentId}
        />
        <SegmentedControl
          aria-label="What is tried"
          data={[
            { value: 'tool', label: 'A tool call' },
            { value: 'message', label: 'A message' },
          ]}
          value={subject}
          onChange={(next) => {
            setSubject(next);
            simulate.reset();
          }}
        />
        {isTool ? (
          <ToolCallFields
            tools={tools}
            tool={tool}
            args={args}
            error={simulate.error}
            onTool={(name) => {
              setToolName(name);
              setArgs({});
              simulate.reset();
            }}
            onArgs={setArgs}
            tainted={tainted}
            onTainted={setTainted}
          />
        ) : (
          <MessageField message={message} onChange={setMessage} />
        )}
        <div>
          <Button type="submit" variant="default" loading={simulate.isPending} disabled={!ready}>
            Ask the rules
          </Button>
        </div>
        <Text size="sm" c="dimmed">
          Nothing is sent or changed. The answer comes from the same decision that a run makes.
        </Text>
        {simulate.error === null ? null : (
          <ErrorNotice
            error={simulate.error}
            title="The rules were not asked"
            advice="Correct the fields and ask again."
          />
        )}
        {simulate.data === undefined ? null : <SimulationResult result={simulate.data} />}
      </Stack>
    </form>
  );
}

interface ToolCallProps {
  readonly tools: readonly ToolView[];
  readonly tool: ToolView | undefined;
  readonly args: JsonObject;
  readonly error: Error | null;
  readonly onTool: (name: string | null) => void;
  readonly onArgs: (args: JsonObject) => void;
  readonly tainted: boolean;
  readonly onTainted: (tainted: boolean) => void;
}

function ToolCallFields(props: ToolCallProps) {
  const { tools, tool, args, error, onTool, onArgs, tainted, onTainted } = props;
  return (
    <>
      <Select
        label="Tool"
        placeholder="Choose a tool"
        searchable
        data={tools.map((item) => item.name)}
        value={tool?.name ?? null}
        onChange={onTool}
      />
      {tool === undefined ? null : (
        <SchemaFields
          key={tool.name}
          schema={tool.inputSchema}
          value={args}
          onChange={onArgs}
          errors={argumentErrors(error)}
        />
      )}
      <Checkbox
        label="It has read text from outside"
        checked={tainted}
        onChange={(event) => {
          onTainted(event.currentTarget.checked);
        }}
      />
    </>
  );
}

interface MessageProps {
  readonly message: string;
  readonly onChange: (message: string) => void;
}

function MessageField({ message, onChange }: MessageProps) {
  return (
    <Textarea
      label="Message to a customer"
      autosize
      minRows={3}
      maxLength={10_000}
      value={message}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}

function argumentErrors(error: Error | null) {
  return error instanceof ApiError ? errorsBelow('/arguments', error.problem?.errors ?? []) : {};
}
