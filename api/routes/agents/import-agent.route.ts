/** POST /v1/agents/import: a new agent from files. */
import { MOST_DELEGATES, MOST_SKILLS } from '../../../domain/agent/agent-spec.ts';
import { agentFiles } from '../../../domain/contracts/agent-files.ts';
import { agentView } from '../../../domain/contracts/agents.ts';
import { authorise } from '../../auth/actor.ts';
import { defineRoute } from '../../route.ts';
import { invalidRequest } from '../../validation/parse.ts';
import { agentFileIndex, fromFiles, specRoot } from './agent-files.ts';
import { answerAgent } from './agent.presenter.ts';
import { checkSpec, kindOrRefuse } from './agent-spec-input.ts';
import { fromNames } from './delegate-names.ts';
import { refuseUnknownReferences } from './spec-references.ts';

export const importAgent = defineRoute({
  method: 'post',
  path: '/v1/agents/import',
  summary: 'Import an agent from files',
  description:
    'Takes what `/v1/agents/{id}/export` gives; the new agent is a draft. A skill that is here already, word for word, is linked; ' +
    'others are made, for which the caller needs `skills:write` too. Agents that it may ask must be here, under their names.',
  permission: 'agents:write',
  body: agentFiles,
  status: 201,
  response: agentView,
  idempotent: true,

  async handle({ body, actor, once }) {
    const { name, kind: kindName, spec: raw, skills, delegates } = fromFiles(body.files);
    const content = specRoot(agentFileIndex(body.files));
    const kind = kindOrRefuse(kindName, `${content}/kind`);
    const root = `${content}/spec`;
    const checked = checkSpec(raw, root);
    refuseTooMany(SKILLS, checked.skillIds.length + skills.length, content);
    refuseTooMany(DELEGATES, checked.delegates.length + delegates.length, content);
    return once(async (store) => {
      const found = await store.agentReferences.identicalSkills(skills);
      if (found.includes(undefined)) authorise(actor, 'skills:write');
      await refuseUnknownReferences(store, checked, undefined, root);
      const made = await store.agentReferences.takeOverSkills(skills, found, actor.label);
      const skillIds = [...new Set([...checked.skillIds, ...made])];
      const agentIds = await fromNames(store, delegates, `${content}/delegates`);
      const detail = await store.agents.create({
        name,
        kind: kind.name,
        status: 'draft',
        spec: { ...checked, skillIds, delegates: [...new Set([...checked.delegates, ...agentIds])] },
        author: actor.label,
        title: 'Imported',
      });
      const { body: view, headers } = answerAgent(detail, actor.organizationId);
      return { status: 201, body: view, headers: { Location: `/v1/agents/${view.id}`, ...headers } };
    });
  },
});

const SKILLS = { what: 'skills', list: 'skills', inSpec: 'skillIds', most: MOST_SKILLS };
const DELEGATES = {
  what: 'agents to ask',
  list: 'delegates',
  inSpec: 'delegates',
  most: MOST_DELEGATES,
};

/** Those that the file names and those that the spec names by ids are one list in the end. */
function refuseTooMany({ what, list, inSpec, most }: typeof SKILLS, count: number, pointer: string): void {
  if (count <= most) return;
  const message = `names ${String(count)} ${what} in "${list}" and "spec.${inSpec}" together; an agent has at most ${String(most)}`;
  throw invalidRequest('body', [{ pointer: `${pointer}/${list}`, message }]);
}
