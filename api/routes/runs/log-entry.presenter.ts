import type { LogEntryBody, LogEntryView } from '../../../domain/contracts/log-entries.ts';
import { type IdKind, toPublicId } from '../../../domain/ids.ts';
import type { LogDetail } from '../../../store/log-queries.ts';

/** Members of an event's data that hold ids, and of what. Inside they are UUIDs, here they get their prefix. */
const ID_MEMBERS: Readonly<Record<string, IdKind>> = {
  approvalId: 'approval',
  runId: 'run',
  agentId: 'agent',
  agentVersionId: 'agentVersion',
  messageId: 'message',
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function presentLogEntry({ entry: row, usage }: LogDetail): LogEntryView {
  return {
    id: toPublicId('logEntry', row.id),
    runId: toPublicId('run', row.runId),
    seq: row.seq,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    kind: row.kind,
    entry: presentBody(row.entry as LogEntryBody),
    durationMs: row.durationMs,
    usageId: usage === undefined ? null : toPublicId('usage', usage.id),
    usage: usage === undefined ? null : presentUsage(usage),
    createdAt: row.createdAt.toISOString(),
  };
}

function presentBody(body: LogEntryBody): LogEntryBody {
  if (body.kind !== 'system_event' || body.data === undefined) return body;
  const data = Object.fromEntries(
    Object.entries(body.data).map(([name, value]) => [name, presentMember(name, value)]),
  );
  return { ...body, data };
}

function presentMember(name: string, value: unknown): unknown {
  const kind = ID_MEMBERS[name];
  return kind !== undefined && typeof value === 'string' && UUID.test(value)
    ? toPublicId(kind, value)
    : value;
}

function presentUsage(usage: NonNullable<LogDetail['usage']>): NonNullable<LogEntryView['usage']> {
  const { provider, model, inputTokens, cachedTokens, outputTokens, reasoningTokens, priceSource } = usage;
  return {
    id: toPublicId('usage', usage.id),
    provider,
    model,
    inputTokens,
    cachedTokens,
    outputTokens,
    reasoningTokens,
    costMicroUsd: Number(usage.costMicroUsd),
    priceSource,
    source: usage.source as 'reported' | 'estimated',
  };
}
