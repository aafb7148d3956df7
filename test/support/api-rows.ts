/** Rows that only a worker would write, put there for tests of the API alone. */
import assert from 'node:assert/strict';
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import { DEFAULT_RUN_LIMITS } from '../../domain/run/limits.ts';
import { newId } from '../../store/new-id.ts';
import type { TestApi } from './api-server.ts';

export interface ApprovalOptions {
  readonly risk?: string;
  readonly expiresAt?: Date;
}

const HOUR_MS = 60 * 60 * 1000;
const MESSAGE = { channel: 'simulator', to: '+4915112345678', text: 'Your course begins on Monday at nine.' };

/** A run (started through the store) that waits for an approval of `send_message`. */
export async function createWaitingRun(
  api: TestApi,
  organizationId: string,
  options: ApprovalOptions = {},
): Promise<{ runId: string; approvalId: string }> {
  const agentId = requireUuid('agent', await api.createAgent(organizationId, {}, 'text_reply'));
  const { runId, agentVersionId } = await api.database.transact(organizationId, async (store) => {
    const current = await store.agents.getCurrent(agentId);
    assert.ok(current);
    const { agent, version } = current;
    const { id } = await store.runs.create({
      agentId,
      agentVersionId: version.id,
      kind: agent.kind,
      trigger: 'api',
      input: {},
      goals: [],
      limits: DEFAULT_RUN_LIMITS,
    });
    return { runId: id, agentVersionId: version.id };
  });
  await api.sql(
    `UPDATE run SET status = 'waiting', waiting_for = 'approval', started_at = now(), waiting_since = now() WHERE id = $1`,
    [runId],
  );
  const approvalId = newId();
  await api.sql(
    `INSERT INTO approval (id, organization_id, run_id, agent_id, agent_version_id, turn, call_index, subject, tool_name,
       arguments, arguments_hash, effect, risk, reason, taint, expires_at)
     VALUES ($1, $2, $3, $4, $5, 1, 0, 'tool_call', 'send_message', $6, 'hash', 'at_most_once', $7, 'supervised', false, $8)`,
    [
      approvalId,
      organizationId,
      runId,
      agentId,
      agentVersionId,
      JSON.stringify(MESSAGE),
      options.risk ?? 'send',
      options.expiresAt ?? new Date(Date.now() + HOUR_MS),
    ],
  );
  return { runId: toPublicId('run', runId), approvalId: toPublicId('approval', approvalId) };
}
