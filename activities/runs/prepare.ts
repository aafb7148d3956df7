/** First step of a run: resolve the rules, put the prompt together, store both, go from queued to running. */
import { createHash } from 'node:crypto';
import { assemblePrompt, promptText } from '../../domain/prompt/assemble.ts';
import type { RunSession, RunState } from './run-session.ts';

export async function prepareRun(session: RunSession, state: RunState): Promise<RunState> {
  const { run, spec, kind, organization, rules } = state;
  const parts = assemblePrompt({
    platformRules: rules.filter((rule) => rule.tier === 'platform').map((rule) => rule.text),
    organizationRules: rules.filter((rule) => rule.tier === 'organization').map((rule) => rule.text),
    spec,
    agentName: state.agentName,
    organization,
    kindInstructions: kind.instructions(run.input as Record<string, unknown>, spec),
    now: session.deps.now(),
  });
  const hash = createHash('sha256').update(promptText(parts)).digest('hex');
  const applied = [
    ...rules.map(({ tier, key }) => ({ tier, key })),
    ...spec.rules.map((text) => ({ tier: 'agent', text })),
  ];
  await session.record({
    prompt: { hash, parts },
    change: { status: 'running', promptHash: hash, ...(kind.inputIsOutsideText ? { tainted: true } : {}) },
    log: [
      { entry: { kind: 'system_event', event: 'run_started', prevState: 'queued', newState: 'running' } },
      { entry: { kind: 'system_event', event: 'rules_applied', data: { rules: applied } } },
    ],
  });
  const tainted = run.tainted || kind.inputIsOutsideText;
  return {
    ...state,
    prompt: parts,
    run: { ...run, status: 'running', promptHash: hash, tainted, startedAt: session.deps.now() },
  };
}

/** What the model was told as fact and may quote figures from; rules and instructions are not facts. */
export function givenFacts(state: RunState): string {
  const facts = state.prompt.filter((part) => part.origin === 'persona' || part.origin === 'context');
  return [userMessageOf(state), ...facts.map((part) => part.text)].join('\n');
}

/** The first user message: the run's input and goals, as data. */
export function userMessageOf({ run }: RunState): string {
  const goals = run.goals.length > 0 ? { goals: run.goals } : {};
  return JSON.stringify({ input: run.input, ...goals });
}
