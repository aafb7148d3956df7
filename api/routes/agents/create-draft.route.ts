/** POST /v1/agents/drafts: from a sentence to a draft of an agent. Nothing is saved. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { createDraftBody, type DraftAnswer, draftAnswer } from '../../../domain/contracts/drafts.ts';
import type { z } from 'zod';
import { type Draft, understandDraft } from '../../../domain/drafts/understand.ts';
import { mergeProposal } from '../../../domain/drafts/merge-proposal.ts';
import { toPublicId } from '../../../domain/ids.ts';
import { findKind } from '../../../domain/kinds/registry.ts';
import { findTool } from '../../../tools/registry.ts';
import type { Store } from '../../../store/database.ts';
import { authorise } from '../../auth/actor.ts';
import { defineRoute } from '../../route.ts';
import { toFieldErrors } from '../../validation/field-errors.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { organizationCaps, periodsNow } from '../budgets/budget.presenter.ts';
import { kindOrRefuse, newSpec } from './agent-spec-input.ts';
import { presentDraft } from './drafts.presenter.ts';
import { proposeDraft, type ProposalAnswer } from './propose-draft.ts';

type GivenDraft = NonNullable<z.output<typeof createDraftBody>['draft']>;

export const createDraft = defineRoute({
  method: 'post',
  path: '/v1/agents/drafts',
  summary: 'Draft an agent from plain language',
  description:
    'Nothing is saved: to keep the draft, create the agent and then its schedule. With `draft` the text refines that draft. ' +
    'Times and recurrences are worked out by the server. A text that does not say what the agent is to do gets the blank ' +
    'form (`fallback`) with what was understood of it. With `askModel` a model proposes what the text leaves open; without a usable ' +
    'answer the draft is what the words alone give.',
  permission: 'agents:write',
  body: createDraftBody,
  status: 200,
  response: draftAnswer,

  async handle({ body, actor, ctx, closed, transact }) {
    if (body.askModel) authorise(actor, 'runs:write');
    const previous = body.draft === undefined ? undefined : toDraft(body.draft);
    const question = {
      text: body.text,
      previous,
      organizationTimeZone: (await transact((store) => store.organization.get())).timeZone,
      specOfKind,
      kindTitle: (name: string) => findKind(name)?.title ?? name,
      isTool: (name: string) => findTool(name) !== undefined,
    };
    const read = understandDraft(question);
    const asked = body.askModel
      ? await proposeDraft(body.text, previous, { ctx, closed, transact })
      : undefined;
    const understanding =
      asked?.proposal === undefined ? read : mergeProposal(read, asked.proposal, question);
    const now = new Date();
    const facts = await transact(async (store) => ({
      cost: await store.runCosts.averageOf(understanding.draft.kind ?? '', now),
      stored: await store.rules.inForce(),
      monthBudget: await monthBudget(store),
    }));
    const draft = presentDraft(understanding, { now, ...facts, model: ctx.settings.model });
    return { body: { ...draft, proposal: asked === undefined ? null : presentProposal(asked) } };
  },
});

/** What the expected cost has to fit into. */
async function monthBudget(store: Store): Promise<DraftAnswer['monthBudget']> {
  const { budget, month } = await store.budgetSettings.state(null, await periodsNow(store));
  const { monthMicroUsd } = organizationCaps(budget);
  if (monthMicroUsd === null) return null;
  return {
    capMicroUsd: monthMicroUsd,
    leftMicroUsd: Math.max(0, monthMicroUsd - Number(month?.spentMicroUsd ?? 0)),
  };
}

function presentProposal({ runId, proposal, problem }: ProposalAnswer): DraftAnswer['proposal'] {
  return {
    runId: runId === null ? null : toPublicId('run', runId),
    used: proposal !== undefined,
    problem: problem ?? null,
  };
}

function specOfKind(name: string | null) {
  if (name === null) return agentSpecSchema.parse({});
  const kind = findKind(name);
  return kind === undefined ? undefined : newSpec(kind, {});
}

/** What comes back from a form is checked as if it were saved, so that its mistakes show where they are. */
function toDraft({ name, kind, spec, schedule, config }: GivenDraft): Draft {
  if (kind !== null) kindOrRefuse(kind, '/draft/kind');
  const parsed = agentSpecSchema.safeParse(spec, { reportInput: true });
  if (!parsed.success)
    throw invalidRequest('body', toFieldErrors(parsed.error, agentSpecSchema, '/draft/spec'));
  const times = schedule === null ? null : { cron: schedule.cron, timeZone: schedule.timeZone };
  return { name, kind, spec: parsed.data, schedule: times, config };
}
