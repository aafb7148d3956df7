/** A run's log as lines for people. */
import type { LogEntryBody, LogEntryView } from '../../domain/contracts/log-entries.ts';

export function timelineLine(entry: LogEntryView): string {
  const took = entry.durationMs === null ? '' : `${String(entry.durationMs)} ms`;
  const cost =
    entry.usage === null
      ? ''
      : `${money(entry.usage.costMicroUsd)} (${String(entry.usage.inputTokens)} in, ${String(entry.usage.outputTokens)} out)`;
  const facts = [took, cost].filter((fact) => fact !== '').join(', ');
  return `${String(entry.seq).padStart(4)}  ${entry.kind.padEnd(14)} ${summary(entry.entry)}${facts === '' ? '' : ` · ${facts}`}`;
}

function summary(entry: LogEntryBody): string {
  switch (entry.kind) {
    case 'llm_generation':
      return `${entry.model}, turn ${String(entry.turn)}: ${entry.toolCalls > 0 ? `${String(entry.toolCalls)} tool calls` : oneLine(entry.completionSummary)}`;
    case 'tool_call':
      return `${entry.toolName} ${entry.status}`;
    case 'system_event':
      return [entry.event, entry.newState, entry.reason].filter((part) => part !== undefined).join(', ');
    case 'thought':
      return oneLine(entry.text);
    case 'failover':
      return `${entry.fromPath} → ${entry.toPath}: ${entry.reason}`;
    case 'reflection':
      return entry.scope;
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Micro-dollars as dollars, with as many digits as there are. */
export function money(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(6)}`;
}
