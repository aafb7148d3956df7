import { readTaintEntry } from '../../../domain/approval/taint.ts';

/** An entry of a taint policy in words. */
export function taintEntryText(entry: string): string {
  const { tool, onlyReply } = readTaintEntry(entry);
  return onlyReply ? `${tool}, only to whoever wrote` : tool;
}
