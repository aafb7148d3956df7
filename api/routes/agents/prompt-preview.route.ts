/** GET /v1/agents/{id}/prompt-preview: what the model would be told if a run started now. */
import { promptPreview } from '../../../domain/contracts/prompt-preview.ts';
import { findKind } from '../../../domain/kinds/registry.ts';
import { assemblePrompt, type PromptPart } from '../../../domain/prompt/assemble.ts';
import { toDelegates } from '../../../domain/prompt/delegates.ts';
import { estimateTokens } from '../../../domain/prompt/tokens.ts';
import { resolveRules, textsOf } from '../../../domain/rules/resolve-rules.ts';
import type { Store } from '../../../store/database.ts';
import { delegatesOffered } from '../../../tools/delegate-to-agent.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { specOf } from './save-agent.ts';

export const previewPrompt = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/prompt-preview',
  summary: "Preview an agent's prompt",
  description:
    'The parts in their order, each with where it comes from and about how many tokens it takes. A run adds its input, ' +
    "and what the organization's other agents put out lately.",
  permission: 'agents:read',
  params: idParams('agent'),
  status: 200,
  response: promptPreview,

  async handle({ params, transact }) {
    const assembled = await transact((store) => partsOf(store, params.id));
    const parts = assembled.map((part) => ({ ...part, tokens: estimateTokens(part.text) }));
    return { body: { parts, tokens: parts.reduce((sum, part) => sum + part.tokens, 0) } };
  },
});

async function partsOf(store: Store, id: string): Promise<PromptPart[]> {
  const detail = await agentOrRefuse(store, id);
  const spec = specOf(detail);
  const stored = await store.rules.inForce();
  const rules = resolveRules({ stored, agentRules: spec.rules, agentVersion: detail.version.number });
  return assemblePrompt({
    platformRules: textsOf(rules, 'platform'),
    organizationRules: textsOf(rules, 'organization'),
    agentRules: textsOf(rules, 'agent'),
    spec,
    agentName: detail.agent.name,
    organization: await store.organization.get(),
    kindInstructions: findKind(detail.agent.kind)?.instructions({}, spec) ?? '',
    skills: await store.skills.forPrompt(spec.skillIds),
    delegates: toDelegates(await store.delegations.candidates(delegatesOffered(spec))),
    otherAgents: [],
    now: new Date(),
  });
}
