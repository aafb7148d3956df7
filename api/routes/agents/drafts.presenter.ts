/** What a draft means: when it would fire, which approvals it would need, what it would cost. */
import { decideToolCall } from '../../../domain/approval/policy.ts';
import { priceCall } from '../../../domain/budget/pricing.ts';
import type { DraftAnswer, DraftView } from '../../../domain/contracts/drafts.ts';
import type { Draft, Understanding } from '../../../domain/drafts/understand.ts';
import { resolveRules } from '../../../domain/rules/resolve-rules.ts';
import { describeCron } from '../../../domain/schedule/describe-cron.ts';
import { localCalendar } from '../../../domain/schedule/local-calendar.ts';
import { firesPerMonth, nextFires } from '../../../domain/schedule/next-fires.ts';
import type { KindCost } from '../../../store/run-costs.store.ts';
import { policyFactsOf } from '../../../tools/define-tool.ts';
import { findTool } from '../../../tools/registry.ts';
import type { ApiSettings } from '../../context.ts';

const SHOWN_FIRES = 3;
/** A run that reads three or four tools and writes a page, where none was seen yet. */
const TYPICAL_RUN = { inputTokens: 8000, cachedTokens: 0, outputTokens: 1200 };

interface Facts {
  readonly now: Date;
  readonly cost: KindCost;
  /** The rules of platform and organization as they are now. */
  readonly stored: Parameters<typeof resolveRules>[0]['stored'];
  readonly model: ApiSettings['model'];
  readonly monthBudget: DraftAnswer['monthBudget'];
}

export function presentDraft(
  { draft, understood, questions }: Understanding,
  facts: Facts,
): Omit<DraftAnswer, 'proposal'> {
  const { microUsd, basis } = monthlyCost(draft, facts);
  return {
    draft: viewOf(draft, facts.now),
    understood: [...understood],
    questions: [...questions, ...channelQuestion(draft)],
    neededApprovals: neededApprovals(draft, facts.stored),
    expectedCostMicroUsdPerMonth: microUsd,
    costBasis: basis,
    monthBudget: facts.monthBudget,
    fallback: draft.kind === null,
  };
}

/** Local times with their offsets: what the clock on the wall will show. */
export function localFires(cron: string, timeZone: string, after: Date, count: number): string[] {
  const { isoOf } = localCalendar(timeZone);
  return nextFires({ cron, timeZone, after, count }).map(isoOf);
}

function viewOf({ name, kind, spec, schedule, config }: Draft, now: Date): DraftView {
  return {
    name,
    kind,
    spec,
    schedule:
      schedule === null
        ? null
        : {
            ...schedule,
            words: describeCron(schedule.cron),
            nextFires: localFires(schedule.cron, schedule.timeZone, now, SHOWN_FIRES),
          },
    config: { ...config, sections: [...config.sections], recipients: [...config.recipients] },
  };
}

function neededApprovals({ spec }: Draft, stored: Facts['stored']): DraftAnswer['neededApprovals'] {
  const rules = resolveRules({ stored, agentRules: spec.rules, agentVersion: 1 });
  return spec.tools.allow.flatMap((toolName) => {
    const tool = findTool(toolName);
    if (tool === undefined) return [];
    const answer = decideToolCall({ ...policyFactsOf(tool), spec, rules, tainted: false });
    return answer.verdict === 'needs_approval' ? [{ toolName, reason: answer.reason }] : [];
  });
}

/** Said now and not by the first run that fails: not every channel that people name can be written to. */
function channelQuestion({ config: { channel } }: Draft): string[] {
  const input = findTool('send_message')?.input;
  if (channel === null || input === undefined) return [];
  const to = channel === 'email' ? 'ana@example.com' : '+4915100000000';
  if (input.safeParse({ channel, to, text: 'Hello' }).success) return [];
  return [
    `Messages cannot be sent by ${channel} yet. Until that channel is connected the result stands in the run, and what is sent goes to the simulator.`,
  ];
}

interface Cost {
  readonly microUsd: number | null;
  readonly basis: string;
}

function monthlyCost({ kind, spec, schedule }: Draft, { now, cost, model }: Facts): Cost {
  if (kind === null || schedule === null) {
    return { microUsd: null, basis: 'Without a schedule the cost depends on how often it is started.' };
  }
  const fires = firesPerMonth(schedule.cron, localCalendar(schedule.timeZone).dateOf(now));
  const times = `${String(Math.round(fires * 10) / 10)} runs a month`;
  if (cost.runs > 0) {
    const basis = `${times} × the average of ${String(cost.runs)} completed runs of this kind in the last 90 days`;
    return { microUsd: Math.ceil(fires * cost.averageMicroUsd), basis };
  }
  const name = spec.model.modelId ?? model.name;
  const { costMicroUsd, priceSource } = priceCall(name, TYPICAL_RUN, undefined, model.prices);
  if (priceSource === 'unknown')
    return { microUsd: null, basis: `${times}; the price of ${name} is not known` };
  const { inputTokens, outputTokens } = TYPICAL_RUN;
  const tokens = `${String(inputTokens)} + ${String(outputTokens)} tokens`;
  return {
    microUsd: Math.ceil(fires * costMicroUsd),
    basis: `${times} × ${tokens} at the price of ${name}; no run of this kind was seen yet`,
  };
}
