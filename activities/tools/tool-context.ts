/** Builds what a tool may touch: the organization's objects and its channels, nothing else. */
import { findChannel } from '../../channels/registry.ts';
import { toPublicId } from '../../domain/ids.ts';
import {
  type OutboundMessage,
  type SentMessage,
  type ToolContext,
  ToolError,
} from '../../tools/define-tool.ts';
import { callMcpTool } from '../mcp/call-mcp-tool.ts';
import type { RunSession, RunState } from '../runs/run-session.ts';
import { requestOutside } from './outside-request.ts';
import { startChild } from '../delegation/start-child.ts';
import { createObjectReader } from './object-reader.ts';
import { createObjectWriter } from './object-writer.ts';

export interface CallRef {
  readonly turn: number;
  readonly callIndex: number;
  readonly toolName?: string | null;
}

export function createToolContext(
  session: RunSession,
  { organization }: Pick<RunState, 'organization'>,
  call: CallRef,
  signal: AbortSignal,
): ToolContext {
  const idempotencyKey = `${session.runId}:${call.turn}:${call.callIndex}`;
  return {
    now: session.deps.now(),
    organization: {
      id: toPublicId('organization', session.organizationId),
      ...organization,
    },
    signal,
    idempotencyKey,
    objects: createObjectReader(session.deps.database, session.organizationId),
    writer: createObjectWriter(session.deps.database, session.organizationId, {
      runId: session.runId,
      tool: call.toolName ?? '',
      key: idempotencyKey,
    }),
    sendMessage: (message) => sendMessage(session, call, message, signal),
    callMcpTool: (mcpCall) => callMcpTool(session, mcpCall, signal),
    request: (request) => requestOutside(session, request, { idempotencyKey, signal }),
    startChild: (request) => startChild(session, call, request),
  };
}

async function sendMessage(
  session: RunSession,
  { turn, callIndex }: CallRef,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<SentMessage> {
  const channel = findChannel(message.channel);
  if (channel === undefined)
    throw new ToolError('unknown_channel', `there is no channel "${message.channel}"`);
  const row = await session.transact((store) =>
    store.messages.claim({
      runId: session.runId,
      turn,
      callIndex,
      channel: message.channel,
      recipient: message.to,
      body: message.text,
    }),
  );
  const messageId = toPublicId('message', row.id);
  if (row.providerMessageId !== null) return { messageId, providerMessageId: row.providerMessageId };
  const { providerMessageId } = await channel.send(
    { messageId: row.id, to: message.to, text: message.text },
    {
      signal,
      simulator: {
        deliver: ({ messageId: id, to, text }) =>
          session.transact((store) =>
            store.messages.deliverToSimulator({ messageId: id, recipient: to, body: text }),
          ),
      },
    },
  );
  await session.transact((store) => store.messages.markSent(row.id, providerMessageId));
  return { messageId, providerMessageId };
}
