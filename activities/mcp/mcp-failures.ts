/** What an error of a conversation with an MCP server means, in words that hold nothing of what was said. */
import { describeFailure, type EgressFailure } from '../egress/failures.ts';

export function describeMcpFailure(error: unknown): EgressFailure {
  const failure = describeFailure(error);
  if (failure.code !== 'request_failed') return failure;
  const { code, status } = Object(error) as { code?: unknown; status?: unknown };
  const said = [code, status].find((item) => typeof item === 'number');
  const message =
    said === undefined ? 'the MCP server did not answer as one' : `the MCP server refused (${String(said)})`;
  return { code: 'mcp_failed', message, nothingSent: false };
}
