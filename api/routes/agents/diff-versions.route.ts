/** GET /v1/agents/{id}/versions/diff: what differs between any two versions. */
import { diffSnapshots } from '../../../domain/agent/spec-diff.ts';
import { diffQuery, versionDiffView } from '../../../domain/contracts/agent-versions.ts';
import { requireUuid } from '../../../domain/ids.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse, versionOrRefuse } from './agent-or-refuse.ts';
import { presentChange } from './text-diff.ts';
import { presentVersionHead, snapshotOf } from './version.presenter.ts';

export const diffVersions = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/versions/diff',
  summary: 'Compare two versions of an agent',
  permission: 'agents:read',
  params: idParams('agent'),
  query: diffQuery,
  status: 200,
  response: versionDiffView,

  async handle({ params, query, transact }) {
    const { agent, from, to } = await transact(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      const { rows } = await store.agentVersions.list(agent.id, { limit: 2 });
      const read = (id: string | undefined, fallback: string) =>
        versionOrRefuse(store, agent.id, id === undefined ? fallback : requireUuid('agentVersion', id));
      const newest = rows[0]?.id ?? agent.currentVersionId;
      const from = await read(query.from, rows[1]?.id ?? newest);
      return { agent, from, to: await read(query.to, newest) };
    });
    return {
      body: {
        from: presentVersionHead(agent, from),
        to: presentVersionHead(agent, to),
        changes: diffSnapshots(snapshotOf(from), snapshotOf(to)).map(presentChange),
      },
    };
  },
});
