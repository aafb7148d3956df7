/** POST /v1/agents/import: a new agent from files. */
import { agentFiles } from '../../../domain/contracts/agent-files.ts';
import { agentView } from '../../../domain/contracts/agents.ts';
import { authorise } from '../../auth/actor.ts';
import { defineRoute } from '../../route.ts';
import { agentFileIndex, fromFiles, specRoot } from './agent-files.ts';
import { answerAgent } from './agent.presenter.ts';
import { checkSpec, kindOrRefuse } from './agent-spec-input.ts';
import { refuseUnknownReferences } from './spec-references.ts';

export const importAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/import',
  summary: 'Import an agent from files',
  description:
    'Takes what `/v1/agents/{id}/export` gives; the new agent is a draft. A skill that is here already, word for word, is linked; ' +
    'others are made, for which the caller needs `skills:write` too.',
  permission: 'agents:write',
  body: agentFiles,
  status: 201,
  response: agentView,
  idempotent: true,

  async handle({ body, actor, once }) {
    const { name, kind: kindName, spec: raw, skills } = fromFiles(body.files);
    const content = specRoot(agentFileIndex(body.files));
    const kind = kindOrRefuse(kindName, `${content}/kind`);
    const root = `${content}/spec`;
    const checked = checkSpec(raw, root);
    return once(async (store) => {
      const found = await store.agentReferences.identicalSkills(skills);
      if (found.includes(undefined)) authorise(actor, 'skills:write');
      await refuseUnknownReferences(store, checked, undefined, root);
      const made = await store.agentReferences.takeOverSkills(skills, found, actor.label);
      const skillIds = [...new Set([...checked.skillIds, ...made])];
      const detail = await store.agents.create({
        name,
        kind: kind.name,
        status: 'draft',
        spec: { ...checked, skillIds },
        author: actor.label,
        title: 'Imported',
      });
      const { body: view, headers } = answerAgent(detail, actor.organizationId);
      return { status: 201, body: view, headers: { Location: `/v1/agents/${view.id}`, ...headers } };
    });
  },
});
