/** Rows that only a worker would write, put there for tests of the API alone. */
import { requireUuid, toPublicId } from '../../domain/ids.ts';
import { newId } from '../../store/new-id.ts';
import type { TestApi } from './api-server.ts';

export interface ApprovalOptions {
  readonly toolName?: string;
  readonly arguments?: object;
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
  const agent = await api.system.agent.findUniqueOrThrow({ where: { id: agentId } });
  const { id: runId } = await api.database.transact(organizationId, (store) =>
    store.runs.create({
      agentId,
      agentVersionId: agent.currentVersionId,
      kind: agent.kind,
      trigger: 'api',
      input: {},
      goals: [],
      limits: { maxTurns: 1, maxToolCalls: 1, maxTokens: 1, maxCostMicroUsd: 1, maxActiveMs: 1 },
    }),
  );
  const now = new Date();
  await api.system.run.update({
    where: { id: runId },
    data: { status: 'waiting', waitingFor: 'approval', startedAt: now, waitingSince: now },
  });
  const approvalId = newId();
  await api.system.approval.create({
    data: {
      id: approvalId,
      organizationId,
      runId,
      agentId,
      agentVersionId: agent.currentVersionId,
      turn: 1,
      callIndex: 0,
      subject: 'tool_call',
      toolName: options.toolName ?? 'send_message',
      arguments: options.arguments ?? MESSAGE,
      argumentsHash: 'hash',
      effect: 'at_most_once',
      risk: options.risk ?? 'send',
      reason: 'the agent is supervised',
      taint: false,
      expiresAt: options.expiresAt ?? new Date(Date.now() + HOUR_MS),
    },
  });
  return { runId: toPublicId('run', runId), approvalId: toPublicId('approval', approvalId) };
}
