/** A server on loopback that remembers who came, and answers as it is told. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SinkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface HttpSink {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly requests: SinkRequest[];
  /** Connections, whether or not anything was said over them. */
  connections(): number;
  /** From now on. */
  answer(handler: (request: SinkRequest, response: ServerResponse) => void): void;
  stop(): Promise<void>;
}

const OK = (_request: SinkRequest, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
};

export async function startHttpSink(address = '127.0.0.1'): Promise<HttpSink> {
  let connections = 0;
  let handler = OK;
  const requests: SinkRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const request = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body,
      };
      requests.push(request);
      handler(request, response);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;
  return {
    url: `http://${host}`,
    host,
    port,
    requests,
    connections: () => connections,
    answer: (next) => {
      handler = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
