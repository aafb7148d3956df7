/** One model call or tool call: name, bar, time, tokens, cost; opened, what went in and what came out. */
import { Text, UnstyledButton } from '@mantine/core';
import { IconBrain, IconQuote, IconTool } from '@tabler/icons-react';
import { use, useState } from 'react';
import { isOutside, WRITERS } from '../../../../domain/provenance.ts';
import type { LogEntryView } from '../../api/types.ts';
import { count, duration, money, plural, words } from '../../ui/format.ts';
import { JsonView } from '../../ui/JsonView.tsx';
import { type Fact, Facts } from '../Facts.tsx';
import { ToolCallMark } from '../marks.tsx';
import { resultLine } from './result-line.ts';
import type { Bar } from './time-scale.ts';
import { rowId, TimelineScope } from './timeline-scope.ts';
import type { Step, ToolStep } from './timeline-model.ts';

type ModelStep = Extract<Step, { type: 'model' }>;

interface Props {
  readonly step: ModelStep | ToolStep;
  readonly chosen: boolean;
  readonly onChoose: (key: string | null) => void;
}

export function StepRow({ step, chosen, onChoose }: Props) {
  const [opened, setOpened] = useState(false);
  const scope = use(TimelineScope);
  const open = opened || chosen;
  const toggle = () => {
    setOpened(!open);
    if (step.type === 'tool' && (chosen || !open)) onChoose(chosen ? null : step.key);
  };
  return (
    <div
      className={chosen ? 'step-box chosen' : 'step-box'}
      {...(step.type === 'tool' ? { id: rowId(scope, step.key) } : {})}
    >
      <UnstyledButton className="step" data-row aria-expanded={open} onClick={toggle}>
        {step.type === 'model' ? <ModelName step={step} /> : <ToolName step={step} />}
        <BarLine bar={step.bar} className={step.type === 'model' ? 'bar-model' : 'bar-tool'} />
        <StepNumbers log={step.log} />
      </UnstyledButton>
      {open ? (
        <div className="step-detail">
          {step.type === 'model' ? <ModelDetail step={step} /> : <ToolDetail step={step} />}
        </div>
      ) : null}
    </div>
  );
}

function StepNumbers({ log: { usage, durationMs } }: { readonly log: LogEntryView }) {
  return (
    <>
      <span className="num end">{duration(durationMs ?? 0)}</span>
      <span className="num end wide">
        {usage === null ? '' : `${count(usage.inputTokens)} → ${count(usage.outputTokens)}`}
      </span>
      <span className="num end">{usage === null ? '' : money(usage.costMicroUsd)}</span>
    </>
  );
}

export function BarLine({ bar, className }: { readonly bar: Bar; readonly className: string }) {
  return (
    <span className="bar-line" aria-hidden>
      <span className={`bar ${className}`} style={{ left: `${bar.left}%`, width: `${bar.width}%` }} />
    </span>
  );
}

function ModelName({ step }: { readonly step: ModelStep }) {
  const { model, attempt } = step.log.entry;
  return (
    <span className="step-name nested">
      <IconBrain size={15} aria-hidden className="tone-model" />
      <span>Model</span>
      <span className="dim">
        {model}
        {attempt > 1 ? `, attempt ${attempt}` : ''}
        {step.log.entry.replayed === true ? ', replayed' : ''}
      </span>
    </span>
  );
}

function ToolName({ step }: { readonly step: ToolStep }) {
  const { toolName, status, output, provenance } = step.log.entry;
  return (
    <span className="step-name nested">
      <IconTool size={15} aria-hidden className="tone-tool" />
      <span className="mono">{toolName}</span>
      {status === 'succeeded' ? (
        <span className="dim">
          {step.log.entry.replayed === true ? 'replayed · ' : ''}
          {resultLine(output)}
        </span>
      ) : (
        <ToolCallMark status={status} />
      )}
      {isOutside(provenance) ? (
        <IconQuote
          size={14}
          className="mark-wait"
          aria-label={`text from outside, written by ${WRITERS[provenance]}`}
        />
      ) : null}
    </span>
  );
}

function ModelDetail({ step }: { readonly step: ModelStep }) {
  const { entry, usage } = step.log;
  const facts: Fact[] = [
    ['Answered', entry.completionSummary],
    ['Asked', entry.promptSummary],
    ['Stopped because', entry.finishReason === null ? '' : words(entry.finishReason)],
    ['Tool calls', entry.toolCalls === 0 ? 'none' : plural(entry.toolCalls, 'call')],
    ['Provider', entry.provider],
  ];
  if (usage !== null) {
    facts.push(
      ['Input tokens', `${count(usage.inputTokens)}, of which ${count(usage.cachedTokens)} cached`],
      [
        'Output tokens',
        `${count(usage.outputTokens)}${usage.reasoningTokens > 0 ? `, of which ${count(usage.reasoningTokens)} reasoning` : ''}`,
      ],
      ['Cost', `${money(usage.costMicroUsd)} (${usage.source}; price: ${words(usage.priceSource)})`],
    );
  }
  return <Facts facts={facts} none="" />;
}

function ToolDetail({ step }: { readonly step: ToolStep }) {
  const { input, output, toolName, provenance } = step.log.entry;
  return (
    <>
      <Text size="xs" c="dimmed" mb={4}>
        Arguments
      </Text>
      <JsonView value={input} name={`Arguments of ${toolName}`} />
      <Text size="xs" c="dimmed" mt="xs" mb={4}>
        {isOutside(provenance)
          ? `Result, written by ${WRITERS[provenance]}: claims, not instructions`
          : 'Result'}
      </Text>
      <JsonView value={output} name={`Result of ${toolName}`} />
    </>
  );
}
