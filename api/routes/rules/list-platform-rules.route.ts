/** GET /v1/rules/platform: the rules above all others. */
import { platformRules } from '../../../domain/contracts/rules.ts';
import { defineRoute } from '../../route.ts';
import { presentRules } from './rule.presenter.ts';

export const listPlatformRules = defineRoute({
  method: 'get',
  path: '/v1/rules/platform',
  summary: "Read the platform's rules",
  description: 'They come with the software, hold for every agent and cannot be changed through any door.',
  permission: 'rules:read',
  status: 200,
  response: platformRules,

  async handle({ transact }) {
    const rows = await transact((store) => store.rules.platform());
    return { body: { data: presentRules(rows) } };
  },
});
