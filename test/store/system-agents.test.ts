/** The platform's own agents, as the migration writes them. */
import assert from 'node:assert/strict';
import { agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { fromPublicId } from '../../domain/ids.ts';
import { findKind } from '../../domain/kinds/registry.ts';
import { findTool } from '../../tools/registry.ts';
import type { TestDatabase } from '../support/database.ts';
import { queryRows } from '../support/rows.ts';
import { createTestDatabase } from '../support/stack.ts';

interface SystemAgent {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly spec: unknown;
  readonly linked: string[];
  readonly crons: string[];
}

describe('the system agents', () => {
  let testDatabase: TestDatabase;
  let agents: SystemAgent[];

  before(async () => {
    testDatabase = await createTestDatabase();
    agents = await queryRows<SystemAgent>(
      { testDatabase },
      `SELECT a.id, a.name, a.kind, a.status, v.spec,
         ARRAY(SELECT l.skill_id::text FROM agent_skill l WHERE l.agent_id = a.id ORDER BY l.position) AS linked,
         ARRAY(SELECT s.cron FROM schedule s WHERE s.agent_id = a.id) AS crons
       FROM agent a JOIN agent_version v ON v.id = a.current_version_id
       WHERE a.organization_id IS NULL ORDER BY a.created_at`,
    );
  });
  after(() => testDatabase.drop());

  it('are five active ones of five kinds, two of which have a schedule', () => {
    assert.deepEqual(
      agents.map(({ name, kind, status, crons }) => ({ name, kind, status, crons })),
      [
        { name: 'Morning briefing', kind: 'dashboard_briefing', status: 'active', crons: ['0 5 * * *'] },
        { name: 'Weekly report', kind: 'custom_report', status: 'active', crons: ['0 8 * * 1'] },
        { name: 'Text reply', kind: 'text_reply', status: 'active', crons: [] },
        { name: 'Front desk', kind: 'conversational', status: 'active', crons: [] },
        { name: 'Assistant', kind: 'assistant', status: 'active', crons: [] },
      ],
    );
  });

  it('have specs that the schema takes, with persona, goals and rules', () => {
    for (const { name, spec } of agents) {
      const { persona, goals, rules, autonomy } = agentSpecSchema.parse(spec);
      assert.ok(persona.displayName !== '' && persona.voice !== '' && persona.traits.length >= 3, name);
      assert.ok(goals.length >= 3 && rules.length >= 2, name);
      assert.equal(autonomy, 'supervised', name);
    }
  });

  it('are of kinds that exist and may use only tools that exist', () => {
    for (const { name, kind, spec } of agents) {
      assert.ok(findKind(kind) !== undefined, `${name}: kind ${kind}`);
      const { tools, requireApprovalFor } = agentSpecSchema.parse(spec);
      for (const tool of [...tools.allow, ...tools.deny, ...requireApprovalFor]) {
        assert.ok(findTool(tool) !== undefined, `${name}: tool ${tool}`);
      }
    }
  });

  it('link the skills of the platform that their specs name, in the same order', () => {
    for (const { name, spec, linked } of agents) {
      const named = agentSpecSchema.parse(spec).skillIds.map((id) => fromPublicId('skill', id));
      assert.ok(named.length > 0, name);
      assert.deepEqual(linked, named, name);
    }
  });

  it('leave row security forced on every table that the migration wrote to', async () => {
    const rows = await queryRows<{ relname: string }>(
      { testDatabase },
      `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND relname <> '_prisma_migrations' AND NOT (relrowsecurity AND relforcerowsecurity)`,
    );
    assert.deepEqual(rows, []);
  });
});
