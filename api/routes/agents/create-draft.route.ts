/** POST /v1/agents/drafts: from a sentence to a draft of an agent. Nothing is saved. */
import { agentSpecSchema } from '../../../domain/agent/agent-spec.ts';
import { createDraftBody, draftAnswer } from '../../../domain/contracts/drafts.ts';
import type { z } from 'zod';
import { type Draft, understandDraft } from '../../../domain/drafts/understand.ts';
import { findKind } from '../../../domain/kinds/registry.ts';
import { defineRoute } from '../../route.ts';
import { toFieldErrors } from '../../validation/field-errors.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { kindOrRefuse, newSpec } from './agent-spec-input.ts';
import { presentDraft } from './drafts.presenter.ts';

type GivenDraft = NonNullable<z.output<typeof createDraftBody>['draft']>;

export const createDraft = defineRoute({
  method: 'post',
  path: '/v1/agents/drafts',
  summary: 'Draft an agent from plain language',
  description:
    'Nothing is saved: to keep the draft, create the agent and then its schedule. With `draft` the text refines that draft. ' +
    'Times and recurrences are worked out by the server. A text that does not say what the agent is to do gets the blank ' +
    'form (`fallback`) with what was understood of it.',
  permission: 'agents:write',
  body: createDraftBody,
  status: 200,
  response: draftAnswer,

  async handle({ body, ctx, transact }) {
    const previous = body.draft === undefined ? undefined : toDraft(body.draft);
    const now = new Date();
    const { understanding, cost, stored } = await transact(async (store) => {
      const { timeZone } = await store.organization.get();
      const read = understandDraft({
        text: body.text,
        previous,
        organizationTimeZone: timeZone,
        specOfKind,
        kindTitle: (name) => findKind(name)?.title ?? name,
      });
      return {
        understanding: read,
        cost: await store.runCosts.averageOf(read.draft.kind ?? '', now),
        stored: await store.rules.inForce(),
      };
    });
    return { body: presentDraft(understanding, { now, cost, stored, model: ctx.settings.model }) };
  },
});

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
