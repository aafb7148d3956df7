/** Which model an agent uses, and what a run of it may cost. */
import { TagsInput, TextInput } from '@mantine/core';
import type { AgentSpec } from '../api/types.ts';
import type { DraftProps } from './AgentForm.tsx';
import { OptionalNumber } from './OptionalNumber.tsx';

export function ModelFields({ draft, setSpec, errorAt }: DraftProps) {
  const { model } = draft.spec;
  const change = (name: keyof AgentSpec['model'], value: string | number | undefined) => {
    setSpec({ model: withValue(model, name, value) });
  };
  return (
    <>
      <TextInput
        label="Model"
        placeholder="the platform’s default model"
        value={model.modelId ?? ''}
        error={errorAt('/spec/model/modelId')}
        onChange={(event) => {
          change('modelId', event.currentTarget.value || undefined);
        }}
      />
      <TextInput
        label="Provider"
        value={model.provider ?? ''}
        onChange={(event) => {
          change('provider', event.currentTarget.value || undefined);
        }}
      />
      <OptionalNumber
        label="Temperature"
        max={2}
        step={0.1}
        value={model.temperature}
        error={errorAt('/spec/model/temperature')}
        onChange={(value) => {
          change('temperature', value);
        }}
      />
      <OptionalNumber
        label="Longest answer in tokens"
        min={16}
        max={64_000}
        value={model.maxTokens}
        error={errorAt('/spec/model/maxTokens')}
        onChange={(value) => {
          change('maxTokens', value);
        }}
      />
      <TagsInput
        label="Falls back to"
        maxTags={5}
        value={[...model.fallbackModels]}
        onChange={(fallbackModels) => {
          setSpec({ model: { ...model, fallbackModels } });
        }}
      />
    </>
  );
}

const LIMITS: readonly (readonly [name: keyof AgentSpec['limits'], label: string, scale: number])[] = [
  ['maxTurns', 'Turns', 1],
  ['maxToolCalls', 'Tool calls', 1],
  ['maxTokens', 'Tokens', 1],
  ['maxCostMicroUsd', 'Cost in dollars', 1_000_000],
  ['maxActiveMs', 'Minutes at work', 60_000],
];

export function LimitFields({ draft, setSpec, errorAt }: DraftProps) {
  const { limits } = draft.spec;
  return (
    <>
      {LIMITS.map(([name, label, scale]) => {
        const value = limits[name];
        return (
          <OptionalNumber
            key={name}
            label={label}
            placeholder="the platform’s limit"
            step={scale === 1_000_000 ? 0.01 : 1}
            value={value === undefined ? undefined : value / scale}
            error={errorAt(`/spec/limits/${name}`)}
            onChange={(next) => {
              const scaled = next === undefined ? undefined : Math.max(1, Math.round(next * scale));
              setSpec({ limits: withValue(limits, name, scaled) });
            }}
          />
        );
      })}
    </>
  );
}

/** With the member, or without it when there is no value. */
function withValue<T extends object>(record: T, name: keyof T, value: unknown): T {
  const entries = Object.entries(record).filter(([key]) => key !== name);
  return Object.fromEntries(value === undefined ? entries : [...entries, [name, value]]) as T;
}
