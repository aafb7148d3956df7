/** GET /v1/agents/{id}/schedules: when the agent should start by itself. */
import { pageQuery } from '../../../domain/contracts/primitives.ts';
import { schedulePage } from '../../../domain/contracts/schedules.ts';
import { presentPage, toPageRequest } from '../../cursor.ts';
import { idParams } from '../../path-id.ts';
import { defineRoute } from '../../route.ts';
import { agentOrRefuse } from './agent-or-refuse.ts';
import { NOT_STARTED_YET } from './schedule-or-refuse.ts';
import { presentSchedule } from './schedule.presenter.ts';

export const listSchedules = defineRoute({
  method: 'get',
  path: '/v1/agents/{id}/schedules',
  summary: 'List the schedules of an agent',
  description: NOT_STARTED_YET,
  permission: 'agents:read',
  params: idParams('agent'),
  query: pageQuery,
  status: 200,
  response: schedulePage,

  async handle({ params, query, transact }) {
    const request = toPageRequest(query);
    const { organization, page } = await transact(async (store) => {
      const { agent } = await agentOrRefuse(store, params.id);
      return {
        organization: await store.organization.get(),
        page: await store.schedules.listOf(agent.id, request),
      };
    });
    return {
      body: presentPage(
        page,
        (row) => presentSchedule(row, organization),
        (row) => ({ at: row.createdAt, id: row.id }),
      ),
    };
  },
});
