/** What stands beside a run's timeline: its facts, the prompt by origin, the rules, the events. */
import { Tabs } from '@mantine/core';
import { useSearchParams } from 'react-router';
import type { RunView } from '../api/types.ts';
import { fullTime, money, words } from '../ui/format.ts';
import { JsonView } from '../ui/JsonView.tsx';
import { TimeText } from '../ui/TimeText.tsx';
import { type Fact, Facts } from './Facts.tsx';
import { PromptParts } from './PromptParts.tsx';
import { useActorName } from './use-actor-name.ts';
import { eventText, rulesOf } from './timeline/event-text.ts';
import type { Timeline } from './timeline/timeline-model.ts';

interface Props {
  readonly run: RunView;
  readonly events: Timeline['events'];
}

export function RunAside({ run, events }: Props) {
  const [params, setParams] = useSearchParams();
  const choose = (tab: string | null) => {
    const next = new URLSearchParams(params);
    if (tab === null || tab === 'facts') next.delete('panel');
    else next.set('panel', tab);
    setParams(next, { replace: true });
  };
  return (
    <section className="panel" aria-label="About this run">
      <Tabs value={params.get('panel') ?? 'facts'} onChange={choose} keepMounted={false}>
        <Tabs.List grow className="aside-tabs">
          <Tabs.Tab value="facts">Facts</Tabs.Tab>
          <Tabs.Tab value="prompt">Prompt</Tabs.Tab>
          <Tabs.Tab value="rules">Rules</Tabs.Tab>
          <Tabs.Tab value="events">Events</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="facts" className="pad">
          <RunFacts run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="prompt" className="pad">
          <PromptParts runId={run.id} />
        </Tabs.Panel>
        <Tabs.Panel value="rules" className="pad">
          <Rules events={events} />
        </Tabs.Panel>
        <Tabs.Panel value="events" className="pad">
          <Events events={events} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

function RunFacts({ run }: { readonly run: RunView }) {
  const facts: Fact[] = [
    ['Goals', run.goals.join('; ')],
    ['Outside text', run.tainted ? 'Yes: text from outside the organization was read' : 'None was read'],
    ['Dry run', run.dryRun ? 'Yes: it read, and did nothing else' : ''],
    ['Cost', money(run.costMicroUsd)],
    ['Trigger', words(run.trigger)],
    ['Queued', fullTime(run.queuedAt)],
    ['Finished', run.finishedAt === null ? '' : fullTime(run.finishedAt)],
    ['Run', <Code key="run" text={run.id} />],
    ['Workflow', <Code key="workflow" text={run.temporalWorkflowId} />],
    ['Trace', <Code key="trace" text={run.traceId} />],
  ];
  return (
    <>
      <h3 className="aside-title">Input</h3>
      {Object.keys(run.input).length === 0 ? (
        <p className="plain-text dim">Nothing was given: the agent looks for itself.</p>
      ) : (
        <JsonView value={run.input} name="Input" />
      )}
      <h3 className="aside-title">Facts</h3>
      <Facts facts={facts} none="" />
    </>
  );
}

function Code({ text }: { readonly text: string }) {
  return <span className="mono">{text}</span>;
}

function Rules({ events }: { readonly events: Timeline['events'] }) {
  const rules = events
    .filter(({ entry }) => entry.event === 'rules_applied')
    .flatMap(({ entry }) => rulesOf(entry));
  if (rules.length === 0)
    return <p className="plain-text dim">The rules show here once the run has started.</p>;
  const tiers = [...new Set(rules.map((rule) => rule.tier))];
  return (
    <>
      {tiers.map((tier) => (
        <div key={tier}>
          <h3 className="aside-title">{words(tier)}</h3>
          <ul className="plain-list">
            {rules
              .filter((rule) => rule.tier === tier)
              .map((rule) => (
                <li key={rule.text}>{rule.text}</li>
              ))}
          </ul>
        </div>
      ))}
      <p className="plain-text dim">Higher tiers win. The prompt shows their full text.</p>
    </>
  );
}

function Events({ events }: { readonly events: Timeline['events'] }) {
  const nameOf = useActorName();
  if (events.length === 0) return <p className="plain-text dim">Nothing has happened yet.</p>;
  return (
    <ul className="plain-list event-list">
      {events.map((log) => (
        <li key={log.id}>
          <TimeText iso={log.createdAt} /> <span>{eventText(log.entry, nameOf)}</span>
        </li>
      ))}
    </ul>
  );
}
