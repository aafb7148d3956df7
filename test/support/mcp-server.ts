/** A real MCP server over HTTP on loopback, whose tools can be changed while it runs. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

export interface RemoteTool {
  description: string;
  readonly input: z.ZodObject;
  readonly run: (args: Record<string, unknown>, headers: IncomingHttpHeaders) => string;
}

export interface RunningMcpServer {
  readonly url: string;
  readonly host: string;
  readonly tools: Record<string, RemoteTool>;
  /** Calls that were carried out. */
  readonly calls: { readonly name: string; readonly args: unknown }[];
  readonly requests: IncomingHttpHeaders[];
  /** From now on so many calls are answered with 500 and a page that says back what was sent. */
  breakDown(calls: number): void;
  stop(): Promise<void>;
}

export async function startMcpServer(tools: Record<string, RemoteTool>): Promise<RunningMcpServer> {
  const calls: RunningMcpServer['calls'] = [];
  const requests: IncomingHttpHeaders[] = [];
  let broken = 0;
  const http = createServer((incoming, response) => void answer(incoming, response));
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push(incoming.headers);
    const body = incoming.method === 'POST' ? ((await json(incoming)) as { method?: string }) : undefined;
    if (body?.method === 'tools/call' && broken > 0) {
      broken -= 1;
      calls.push({ name: 'broken', args: body });
      response.writeHead(500).end(`It broke: ${JSON.stringify(incoming.headers)}`);
      return;
    }
    const server = new McpServer({ name: 'remote', version: '1.0.0' });
    for (const [name, { description, input, run }] of Object.entries(tools)) {
      server.registerTool(name, { description, inputSchema: input }, (args: Record<string, unknown>) => {
        calls.push({ name, args });
        const text = run(args, incoming.headers);
        return { content: [{ type: 'text' as const, text }], isError: text.startsWith('failed') };
      });
    }
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await server.connect(transport);
    await transport.handleRequest(incoming, response, body);
  };
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const host = `127.0.0.1:${String((http.address() as AddressInfo).port)}`;
  return {
    url: `http://${host}/mcp`,
    host,
    tools,
    calls,
    requests,
    breakDown: (count) => {
      broken = count;
    },
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Finds and books; says back with what key it was asked. */
export function crmTools(): Record<string, RemoteTool> {
  return {
    find: {
      description: 'Find a customer by name.',
      input: z.object({ name: z.string().min(2) }),
      run: ({ name }) => `No customer is called ${String(name)}.`,
    },
    book: {
      description: 'Book a course for a customer.',
      input: z.object({ customer: z.string(), places: z.int().min(1).max(9) }),
      run: ({ places }, headers) => `Booked ${String(places)} with ${headers.authorization ?? 'no key'}.`,
    },
  };
}
