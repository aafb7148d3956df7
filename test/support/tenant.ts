/** An organization with a row in every table, each with a text that nobody else has: what leaks shows. */
import { newId } from '../../store/new-id.ts';
import { buildAgent, buildApiKey, type BuiltAgent, buildOrganization } from './builders.ts';
import type { TestDatabase } from './database.ts';
import { queryRows } from './rows.ts';

export interface Tenant {
  readonly organizationId: string;
  readonly agent: BuiltAgent;
  readonly runId: string;
  /** Id of its row in every other table. */
  readonly otherId: string;
  readonly canary: string;
  /** An owner's API key. */
  readonly key: string;
}

/** One row of an organization in every table but the builders' own; `$1` organization, `$2` run, `$3` agent, `$4` version, `$5` another id, `$6` a text that only this organization has. */
export const ROWS: Readonly<Record<string, string>> = {
  rule: `(id, organization_id, tier, key, text, position) VALUES ($5, $1, 'organization', 'be_kind', '$6', 1)`,
  prompt: `(organization_id, hash, parts) VALUES ($1, 'hash', '[{"origin":"persona","title":"$6","text":"$6"}]')`,
  run: `(id, organization_id, agent_id, agent_version_id, kind, trigger, input, goals, limits, trace_id, prompt_hash)
        VALUES ($2, $1, $3, $4, 'custom_report', 'api', '{"note":"$6"}', '{}', '{}', '$6', 'hash')`,
  run_step: `(organization_id, run_id, turn, call_index, kind, status, content) VALUES ($1, $2, 1, -1, 'model', 'valid', '{}')`,
  log_entry: `(id, organization_id, run_id, agent_id, seq, kind, entry, span_id) VALUES ($5, $1, $2, $3, 1, 'thought', '{"kind":"thought","text":"$6"}', 'span')`,
  usage: `(id, organization_id, run_id, agent_id, log_entry_id, provider, model, input_tokens, cached_tokens, output_tokens,
           reasoning_tokens, cost_micro_usd, price_source, source)
          VALUES ($5, $1, $2, $3, $5, 'demo', 'demo', 1, 0, 1, 0, 1, 'list', 'reported')`,
  budget: `(id, organization_id, agent_id, day_micro_usd) VALUES ($5, $1, $3, 1000000)`,
  budget_period: `(organization_id, scope, scope_id, period, starts_on) VALUES ($1, 'agent', $3, 'day', '2026-11-21')`,
  budget_reservation: `(id, organization_id, run_id, agent_id, turn, attempt, model, learning, input_tokens, output_tokens, micro_usd,
                        price_source, day, month, status)
                       VALUES ($5, $1, $2, $3, 1, 1, '$6', false, 1, 1, 1, 'demo', '2026-11-21', '2026-11-01', 'settled')`,
  approval: `(id, organization_id, run_id, agent_id, agent_version_id, turn, call_index, subject, tool_name, arguments,
              arguments_hash, effect, risk, reason, taint, expires_at)
             VALUES ($5, $1, $2, $3, $4, 1, 0, 'tool_call', 'send_message', '{"text":"$6"}', 'hash', 'at_most_once', 'send', '$6', false, now() + interval '1 day')`,
  outbox: `(organization_id, kind, payload, dedupe_key) VALUES ($1, 'start_run', '{}', $5::uuid::text)`,
  idempotency_key: `(organization_id, principal, key, request_hash, status, headers, body) VALUES ($1, 'key', 'k', 'hash', 201, '{}', '{}')`,
  object: `(id, organization_id, type, name, properties, occurred_at) VALUES ($5, $1, 'contact', '$6', '{"note":"$6"}', now())`,
  object_link: `(organization_id, from_id, relation, to_id) VALUES ($1, $5, 'self', $5)`,
  message: `(id, organization_id, run_id, turn, call_index, channel, recipient, body, status)
            VALUES ($5, $1, $2, 1, 0, 'simulator', '+4915555550000', '$6', 'claimed')`,
  simulator_delivery: `(id, organization_id, message_id, recipient, body) VALUES ($5, $1, $5, '+4915555550000', '$6')`,
  stream_chunk: `(organization_id, run_id, turn, attempt, position, text) VALUES ($1, $2, 1, 1, 1, '$6')`,
  member: `(id, organization_id, person_id, role) VALUES ($5, $1, $5, 'owner')`,
  notification: `(id, organization_id, member_id, kind, title, body, link, dedupe_key)
                 VALUES ($5, $1, $5, 'approval.requested', '$6', '$6', '/approvals', '$6')`,
  reply_address: `(id, organization_id, member_id, channel, address, proven_at)
                  VALUES ($5, $1, $5, 'simulator', '$6@phone.test', now())`,
  reply_code: `(id, organization_id, address_id, approval_id, code_hash, arguments_hash, may_approve, expires_at)
               VALUES ($5, $1, $5, $5, '$6', 'hash', true, now() + interval '1 day')`,
  member_message: `(id, organization_id, member_id, kind, channel, recipient, text, expires_at)
                   VALUES ($5, $1, $5, 'request', 'simulator', '$6@phone.test', '$6', now() + interval '1 day')`,
  invitation: `(id, organization_id, email, role, token_hash, invited_by, expires_at)
               VALUES ($5, $1, '$6@school.test', 'viewer', $5::uuid::text, 'key', now() + interval '1 day')`,
  onboarding: `(organization_id) VALUES ($1)`,
  skill: `(id, organization_id, title, description, body) VALUES ($5, $1, '$6', '$6', '$6')`,
  agent_skill: `(organization_id, agent_id, skill_id, position) VALUES ($1, $3, $5, 1)`,
  schedule: `(id, organization_id, agent_id, name, cron) VALUES ($5, $1, $3, '$6', '0 8 * * *')`,
  credential: `(id, organization_id, name, kind, hosts, secret, wrapped_key, key_id, created_by)
               VALUES ($5, $1, '$6', 'bearer', '{api.example.com}', '', '', 'key', '$6')`,
  mcp_server: `(id, organization_id, name, url, due_at, created_by) VALUES ($5, $1, '$6', 'https://$6.example.com', NULL, '$6')`,
  mcp_tool: `(id, organization_id, server_id, name, description, input_schema, hash, approved_hash)
             VALUES ($5, $1, $5, '$6', '$6', '{"type":"object"}', repeat('0', 64), repeat('0', 64))`,
  audit_entry: `(organization_id, seq, id, actor, action, subject_kind, subject_id, values_hash, previous_hash, hash, created_at)
                VALUES ($1, 1, $5, '$6', 'skill.created', 'skill', 'skl', '0', '0', '0', now())`,
  audit_value: `(organization_id, entry_id, salt) VALUES ($1, $5, '$6')`,
};

/** What the builders make, for the case that inserts. */
export const ROWS_OF_BUILDERS: Readonly<Record<string, string>> = {
  agent: `(id, organization_id, name, kind, status, current_version_id) VALUES ($5, $1, 'Agent', 'custom_report', 'active', $5)`,
  agent_version: `(id, organization_id, agent_id, number, title, author, name, kind, spec)
                  VALUES ($5, $1, $3, 2, 'Changed', 'test', 'Agent', 'custom_report', '{}')`,
  api_key: `(id, organization_id, name, prefix, secret_hash, role, scopes)
            VALUES ($5, $1, 'Key', 'sk_', $5::uuid::text, 'owner', '{}')`,
};

/** Filled in as text, because PostgreSQL refuses values that a statement does not mention. */
export function insertOf(table: string, row: string, of: Tenant): string {
  const { organizationId, runId, agent, otherId, canary } = of;
  const values = [organizationId, runId, agent.agentId, agent.versionId, otherId];
  const filled = row
    .replaceAll('$6', canary)
    .replaceAll(/\$(\d)/g, (_, position: string) => `'${values[Number(position) - 1] ?? ''}'`);
  return `INSERT INTO "${table}" ${filled}`;
}

export async function createTenant(testDatabase: TestDatabase): Promise<Tenant> {
  const canary = `canary-${newId().slice(-12)}`;
  const { organizationId } = await buildOrganization(testDatabase.system, { name: canary });
  const agent = await buildAgent(testDatabase.system, organizationId, { name: canary });
  const { key } = await buildApiKey(testDatabase.system, organizationId, { name: canary });
  const made = { organizationId, agent, runId: newId(), otherId: newId(), canary, key };
  const rows = (sql: string) => queryRows({ testDatabase }, sql);
  const email = `${canary}.member@school.test`;
  await rows(`INSERT INTO person (id, name, email) VALUES ('${made.otherId}', '${canary}', '${email}')`);
  for (const [table, row] of Object.entries(ROWS)) await rows(insertOf(table, row, made));
  return made;
}
