/** Rows that only a worker would write, put there for tests of the API alone. */
import { newId } from '../../store/new-id.ts';
import assert from 'node:assert/strict';
import { type AgentSpec, agentSpecSchema } from '../../domain/agent/agent-spec.ts';
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import { DEFAULT_RUN_LIMITS } from '../../domain/run/limits.ts';
import type { ToolRisk } from '../../domain/tools/tool-facts.ts';
import { parseToolArguments } from '../../tools/registry.ts';
import type { TestApi } from './api-server.ts';

export interface ApprovalOptions {
  readonly risk?: ToolRisk;
  readonly expiresAt?: Date;
  readonly taint?: boolean;
  readonly spec?: Partial<AgentSpec>;
  readonly kind?: string;
  readonly input?: Record<string, unknown>;
  /** Who started the run. */
  readonly startedBy?: { readonly label: string; readonly personId?: string };
  readonly arguments?: Record<string, unknown>;
}

const MESSAGE = { channel: 'simulator', to: '+4915112345678', text: 'Your course begins on Monday at nine.' };
const SENDS: Partial<AgentSpec> = { tools: { allow: ['send_message'], deny: [] } };

/** A run (started through the store) that waits for an approval of `send_message`, asked for as the worker asks. */
export async function createWaitingRun(
  api: TestApi,
  organizationId: string,
  options: ApprovalOptions = {},
): Promise<{ runId: string; approvalId: string }> {
  const { kind = 'text_reply', input = {}, startedBy } = options;
  const spec = { ...SENDS, ...options.spec };
  const agentId = requireUuid('agent', await api.createAgent(organizationId, spec, kind));
  const { runId, agentVersionId } = await api.database.transact(organizationId, async (store) => {
    const current = await store.agents.getCurrent(agentId);
    assert.ok(current);
    const { agent, version } = current;
    const { id } = await store.runs.create({
      agentId,
      agentVersionId: version.id,
      kind: agent.kind,
      trigger: 'api',
      input,
      goals: [],
      limits: DEFAULT_RUN_LIMITS,
      startedBy,
    });
    return { runId: id, agentVersionId: version.id };
  });
  const taint = options.taint ?? false;
  await api.sql(
    `UPDATE run SET status = 'running', turns = 1, tainted = $2, started_at = now() WHERE id = $1`,
    [runId, taint],
  );
  await api.database.transact(organizationId, async (store) => {
    const { approvalPolicy, approvalTimeoutSeconds } = agentSpecSchema.parse(spec);
    const parsed = parseToolArguments('send_message', options.arguments ?? MESSAGE);
    assert.ok(parsed.ok);
    await store.journal.record({
      runId,
      change: { status: 'waiting', waitingFor: 'approval' },
      approvals: [
        {
          id: newId(),
          agentVersionId,
          turn: 1,
          callIndex: 0,
          subject: 'tool_call',
          attempt: 1,
          toolName: 'send_message',
          arguments: parsed.value,
          argumentsHash: parsed.hash,
          effect: 'at_most_once',
          risk: options.risk ?? 'send',
          reason: 'supervised',
          taint,
          timeoutSeconds: approvalTimeoutSeconds,
          policy: approvalPolicy,
        },
      ],
    });
  });
  const [row] = await api.sql<{ id: string }>('SELECT id FROM approval WHERE run_id = $1', [runId]);
  assert.ok(row);
  if (options.expiresAt !== undefined)
    await api.sql('UPDATE approval SET expires_at = $2 WHERE id = $1', [row.id, options.expiresAt]);
  return { runId: toPublicId('run', runId), approvalId: toPublicId('approval', row.id) };
}
